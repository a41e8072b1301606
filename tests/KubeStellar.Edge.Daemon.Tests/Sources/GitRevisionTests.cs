using KubeStellar.Edge.Daemon.Sources;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Sources;

public sealed class GitRevisionTests : IDisposable
{
    private static readonly string Commit = new('c', 40);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detached_head_a_branch_a_packed_branch_and_a_worktree_tell_the_commit()
    {
        Write("detached/.git/HEAD", Commit + "\n");
        Assert.Equal(Commit, GitRevision.Of(_folder["detached"]));

        Write("branch/.git/HEAD", "ref: refs/heads/main\n");
        Write("branch/.git/refs/heads/main", Commit + "\n");
        Write("branch/apps/web.yaml", "");
        Assert.Equal(Commit, GitRevision.Of(_folder["branch", "apps"]));

        Write("tree/.git", $"gitdir: {_folder["branch", ".git", "worktrees", "tree"]}\n");
        Write("branch/.git/worktrees/tree/HEAD", "ref: refs/heads/other\n");
        Write("branch/.git/worktrees/tree/commondir", "../..\n");
        Write("branch/.git/packed-refs", $"{Commit} refs/heads/other\n");
        Assert.Equal(Commit, GitRevision.Of(_folder["tree"]));
    }

    [Fact]
    public void Without_git_the_name_of_the_folder_tells_it_or_nothing_does()
    {
        Write($"sync/{Commit}/apps/web.yaml", "");
        Assert.Equal(Commit, GitRevision.Of(_folder["sync", Commit, "apps"]));
        Write("plain/web.yaml", "");
        Assert.Equal("", GitRevision.Of(_folder["plain"]));
        Write("odd/.git/HEAD", "ref: HEAD\n");
        Assert.Equal("", GitRevision.Of(_folder["odd"]));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}
