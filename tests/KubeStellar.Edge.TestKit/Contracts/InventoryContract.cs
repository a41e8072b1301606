using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every inventory does.</summary>
public abstract class InventoryContract
{
    protected abstract IInventory Reopen();

    [Fact]
    public async Task A_new_one_is_empty_and_not_lost()
    {
        Assert.Equal([], await Reopen().ReadAsync(default));
    }

    [Fact]
    public async Task Lines_survive_a_restart()
    {
        await Reopen().WriteAsync([Line("a"), Line("b")], [], default);
        Assert.Equal([Line("a"), Line("b")], await SortedAsync(Reopen()));
    }

    [Fact]
    public async Task What_a_line_depends_on_survives_and_a_line_without_is_as_before()
    {
        var line = Line("a") with { DependsOn = ["default.platform", Line("b").Key.ToString()] };
        await Reopen().WriteAsync([line, Line("c")], [], default);
        Assert.Equal([line, Line("c")], await SortedAsync(Reopen()));
        Assert.NotEqual(line, Line("a"));
        Assert.Equal(Line("c"), Line("c") with { DependsOn = [] });
    }

    [Fact]
    public async Task A_write_replaces_and_removes_in_one_step()
    {
        await Reopen().WriteAsync([Line("a"), Line("b")], [], default);
        var changed = Line("a") with { Content = Digest.Of("new"u8), Prune = false };
        await Reopen().WriteAsync([changed, Line("c")], [Line("b").Key], default);
        Assert.Equal([changed, Line("c")], await SortedAsync(Reopen()));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_two()
    {
        await Reopen().WriteAsync([Line("a"), Line("A")], [], default);
        Assert.Equal(2, (await SortedAsync(Reopen())).Count);
    }

    [Fact]
    public async Task Long_and_odd_names_are_kept()
    {
        var line = Line(new string('x', 253) + ":\u00e9") with { Key = new ObjectKey(new string('g', 253), "Kind", new string('n', 63), new string(':', 253)) };
        await Reopen().WriteAsync([line], [], default);
        Assert.Equal([line], await SortedAsync(Reopen()));
        await Reopen().WriteAsync([], [line.Key], default);
        Assert.Empty(await SortedAsync(Reopen()));
    }

    protected static TrackedObject Line(string name) =>
        new(new ObjectKey("", "ConfigMap", "shop", name), PolicyKey.Parse("default.p"), Digest.Of("content"u8), true);

    private static async Task<List<TrackedObject>> SortedAsync(IInventory inventory)
    {
        var lines = await inventory.ReadAsync(default);
        Assert.NotNull(lines);
        return [.. lines.OrderBy(line => line.Key)];
    }
}
