using System.Diagnostics;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Sources;
using KubeStellar.Edge.Daemon.Tests.Cli;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Daemon.Tests.Sources;

public sealed class FolderSourceTests : IAsyncDisposable
{
    private readonly CancellationToken _patience = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token).Token;

    private readonly TestFolder _folder = new();
    private readonly FakeFeed _feed = new();
    private readonly SteppingTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _end = new();
    private FolderSource? _source;
    private Task _run = Task.CompletedTask;

    private string Dir => _folder["apps"];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run);
        _source?.Dispose();
        _end.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Takes_what_the_folder_holds_and_what_changes_and_removes_what_is_gone()
    {
        Write("web.yaml", ConfigMap("web"));
        Write("sub/cart.yaml", ConfigMap("cart"));
        Write("shop.js", "import { policy } from \"kubestellar\";\nexport default policy({ selects: { kinds: [\"ConfigMap\"] }, place: () => true });\n");
        Start();
        var change = await _feed.ChangeAsync(_patience);
        Assert.True(change.Whole);
        Assert.Equal(["sub/cart.yaml: document 1", "web.yaml: document 1"], change.Objects.Select(item => item.Source));
        Assert.Equal(["shop.js shop"], change.Policies.Select(item => $"{item.Source} {item.Name}"));
        await _feed.ToldAsync(SourcePhase.Synced, _patience);

        File.Delete(Path.Combine(Dir, "sub/cart.yaml"));
        change = await _feed.ChangeAsync(_patience);
        Assert.Equal(["cart"], change.GoneObjects.Select(key => key.Name));
        Assert.Single(change.Objects);
    }

    [Fact]
    public async Task Follows_a_link_that_is_swapped_as_git_sync_does()
    {
        var (one, two) = (new string('1', 40), new string('2', 40));
        Write($"../sync/.worktrees/{one}/web.yaml", ConfigMap("web", "1"));
        Write($"../sync/.worktrees/{two}/web.yaml", ConfigMap("web", "2"));
        Write($"../sync/.worktrees/{two}/more.yaml", ConfigMap("more"));
        Link(one);
        Start(_folder["sync", "current"], FolderSource.GitKind);
        var change = await _feed.ChangeAsync(_patience);
        Assert.Equal(("web.yaml: document 1", $"commit {one}"), (Assert.Single(change.Objects).Source, change.Note));
        Assert.Equal(one, (await _feed.ToldAsync(SourcePhase.Synced, _patience)).Revision);

        Link(two);
        change = await _feed.ChangeAsync(_patience);
        Assert.Equal((2, $"commit {two}"), (change.Objects.Count, change.Note));
    }

    [Fact]
    public async Task A_folder_with_an_error_is_refused_with_its_place_and_nothing_is_handed_over_until_it_is_mended()
    {
        Write("web.yaml", ConfigMap("web"));
        Start();
        await _feed.ChangeAsync(_patience);
        Write("broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x\ndata: {}\n");
        var report = await _feed.ToldAsync(SourcePhase.Refused, _patience);
        Assert.Matches(@"^broken\.yaml:[34]:\d+: .*the last good state stays$", report.Message);
        Assert.False(_feed.HasChange);

        Write("broken.yaml", ConfigMap("mended"));
        Assert.Equal(2, (await _feed.ChangeAsync(_patience)).Objects.Count);
        await _feed.ToldAsync(SourcePhase.Synced, _patience);
    }

    [Fact]
    public async Task An_emptied_folder_is_held_until_a_person_confirms()
    {
        Write("web.yaml", ConfigMap("web"));
        Start();
        await _feed.ChangeAsync(_patience);
        File.Delete(Path.Combine(Dir, "web.yaml"));
        Assert.Contains($"kse confirm {_source!.Id}", (await _feed.ToldAsync(SourcePhase.Held, _patience)).Message, StringComparison.Ordinal);
        Assert.False(_feed.HasChange);

        _source.Confirm();
        Assert.Equal(["web"], (await _feed.ChangeAsync(_patience)).GoneObjects.Select(key => key.Name));
        Assert.Empty(_feed.Holdings().Objects);
    }

    [Fact]
    public async Task A_folder_that_vanished_is_held_and_goes_on_when_it_is_back()
    {
        Write("web.yaml", ConfigMap("web"));
        Start();
        await _feed.ChangeAsync(_patience);
        Directory.Delete(Dir, recursive: true);
        await _feed.ToldAsync(SourcePhase.Held, _patience);

        // Nothing rings where a folder once was: it is looked at from time to time.
        Write("cart.yaml", ConfigMap("cart"));
        var change = await LookedAsync();
        Assert.Equal(["web"], change.GoneObjects.Select(key => key.Name));

        // And its watches are new ones.
        Write("more.yaml", ConfigMap("more"));
        Assert.Equal(2, (await _feed.ChangeAsync(_patience)).Objects.Count);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_at_first_is_waited_for()
    {
        Start();
        Assert.Contains("there is no folder", (await _feed.ToldAsync(SourcePhase.Unreachable, _patience)).Message, StringComparison.Ordinal);
        Write("web.yaml", ConfigMap("web"));
        await LookedAsync();
    }

    [Fact]
    public async Task What_the_hub_refuses_is_handed_over_again()
    {
        Write("web.yaml", ConfigMap("web"));
        _feed.Refusal = new SourceRefusal("", "conflict", [new ApiFault("web.yaml: document 1", "", "was applied with 'kse apply'")]);
        Start();
        await _feed.ChangeAsync(_patience);
        Assert.Contains("kse apply", (await _feed.ToldAsync(SourcePhase.Refused, _patience)).Message, StringComparison.Ordinal);
        _feed.Refusal = null;
        await LookedAsync();
        await _feed.ToldAsync(SourcePhase.Synced, _patience);
    }

    [Fact]
    public async Task While_git_works_in_a_checkout_it_is_left_alone()
    {
        Write("web.yaml", ConfigMap("web"));
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/packed-refs", $"# pack-refs with: peeled\n{new string('a', 40)} refs/heads/main\n");
        Write(".git/index.lock", "");
        Start(Dir, FolderSource.GitKind);

        // Pauses end at once here, so it waits long enough to say so.
        Assert.Contains("index.lock", (await _feed.ToldAsync(SourcePhase.Unreachable, _patience)).Message, StringComparison.Ordinal);
        Assert.False(_feed.HasChange);
        File.Delete(Path.Combine(Dir, ".git/index.lock"));
        Assert.Equal($"commit {new string('a', 40)}", (await _feed.ChangeAsync(_patience)).Note);
    }

    /// <summary>The change that the next look finds. What was told before a pause begins does not say that it has begun: time passes until it ends.</summary>
    private async Task<SourceChange> LookedAsync()
    {
        var change = _feed.ChangeAsync(_patience).AsTask();
        while (!change.IsCompleted)
        {
            _time.Advance(FolderSource.Look);
            await Task.Yield();
        }

        return await change;
    }

    private void Start(string? path = null, string kind = FolderSource.Kind)
    {
        _source = new FolderSource(kind, path ?? Dir, "default", _time, NullLogger<FolderSource>.Instance);
        _run = Task.Run(() => _source.RunAsync(_feed, _end.Token), _patience);
    }

    // A file is there whole or not at all, as editors and git write it.
    private void Write(string name, string text)
    {
        var path = Path.GetFullPath(Path.Combine(Dir, name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, ".tmp");
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private void Link(string commit)
    {
        var temporary = _folder["sync", ".link"];
        File.CreateSymbolicLink(temporary, $".worktrees/{commit}");

        // rename(2), which .NET has no call for where the link leads to a folder.
        using var move = Process.Start("mv", ["-T", temporary, _folder["sync", "current"]]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    private static string ConfigMap(string name, string value = "1") => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: {name}, namespace: shop }}\ndata: {{ value: \"{value}\" }}\n";
}
