using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.LiteDb.Tests.Edge;

public sealed class LiteInventoryTests : InventoryContract, IDisposable
{
    private readonly StateFolder _folder = new();

    [Theory]
    [InlineData("deleted")]
    [InlineData("emptied")]
    [InlineData("garbage")]
    [InlineData("truncated")]
    public async Task A_lost_database_is_lost_and_not_empty(string how)
    {
        await Reopen().WriteAsync([Line("a"), Line("b")], [], default);
        _folder.CloseAll();
        var file = _folder.File("edge.db");
        switch (how)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "emptied":
                File.WriteAllBytes(file, []);
                break;
            case "garbage":
                File.WriteAllBytes(file, [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * 31))]);
                break;
            default:
                using (var stream = new FileStream(file, FileMode.Open))
                {
                    stream.SetLength(stream.Length / 2 / 8192 * 8192);
                }

                break;
        }

        Assert.Null(await Reopen().ReadAsync(default));
        Assert.Null(await Reopen().ReadAsync(default));

        // Who does not know of the loss cannot end it by a change of a few lines.
        await Assert.ThrowsAsync<StoreDamagedException>(() => Reopen().WriteAsync([Line("c")], [], default));
        var inventory = Reopen();
        Assert.Null(await inventory.ReadAsync(default));
        await inventory.WriteAsync([Line("c")], [], default);
        Assert.Equal([Line("c")], await Reopen().ReadAsync(default));
    }

    [Fact]
    public async Task A_flipped_bit_is_never_read_as_data()
    {
        await Reopen().WriteAsync([.. Enumerable.Range(0, 40).Select(i => Line("object-" + i))], [], default);
        _folder.CloseAll();
        var pristine = File.ReadAllBytes(_folder.File("edge.db"));
        var lost = 0;
        for (var offset = 100; offset < pristine.Length; offset += 977)
        {
            File.WriteAllBytes(_folder.File("edge.db"), pristine);
            _folder.Flip("edge.db", offset);
            var lines = await Reopen().ReadAsync(default);
            lost += lines is null ? 1 : 0;
            Assert.True(lines is null || lines.ToHashSet().SetEquals(Enumerable.Range(0, 40).Select(i => Line("object-" + i))), $"offset {offset}");
            _folder.CloseAll();
        }

        Assert.True(lost > 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    protected override IInventory Reopen() => _folder.Edge().Inventory;

    public void Dispose() => _folder.Dispose();
}
