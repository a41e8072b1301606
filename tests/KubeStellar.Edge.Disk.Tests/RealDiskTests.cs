using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Disk.Tests;

/// <summary>What the machine's disk does of what <see cref="IDisk"/> says.</summary>
public sealed class RealDiskTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly RealDisk _disk = RealDisk.Instance;

    [Fact]
    public void What_is_made_is_for_its_owner_alone()
    {
        _disk.MakeFolder(_folder["a", "b"]);
        _disk.Create(_folder["a", "b", "created"]).Dispose();
        _disk.Open(_folder["a", "b", "opened"]).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["a", "b"]));
        Assert.All(["created", "opened"], name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["a", "b", name])));
    }

    [Fact]
    public void An_open_file_has_one_owner()
    {
        using var first = _disk.Open(_folder["lock"]);

        Assert.True(DiskErrors.IsHeld(Assert.Throws<IOException>(() => _disk.Open(_folder["lock"]))));
    }

    [Fact]
    public void Names_are_told_apart()
    {
        _disk.MakeFolder(_folder["folder"]);
        File.WriteAllText(_folder["file"], "");
        File.CreateSymbolicLink(_folder["dangling"], _folder["nowhere"]);

        Assert.True(_disk.HasFile(_folder["file"]));
        Assert.False(_disk.HasFile(_folder["folder"]));
        Assert.False(_disk.HasFile(_folder["none"]));
        Assert.False(_disk.HasFile(_folder["none", "at", "all"]));
        Assert.True(_disk.HasFolder(_folder["folder"]));
        Assert.False(_disk.HasFolder(_folder["file"]));
        Assert.False(_disk.HasFolder(_folder["none"]));
        Assert.All(["folder", "file", "dangling"], name => Assert.True(_disk.Exists(_folder[name])));
        Assert.False(_disk.Exists(_folder["none"]));
    }

    /// <summary>A name that is too long for any file system cannot be looked up: that is a refusal like a broken sector, and can be had without one.</summary>
    [Fact]
    public void What_cannot_be_looked_up_is_not_absent()
    {
        var refused = _folder[new string('x', 300)];

        Assert.ThrowsAny<IOException>(() => _disk.HasFile(refused));
        Assert.ThrowsAny<IOException>(() => _disk.HasFolder(refused));
    }

    [Fact]
    public void A_file_takes_the_place_of_another_only_when_it_may()
    {
        File.WriteAllText(_folder["new"], "new");
        File.WriteAllText(_folder["old"], "old");

        Assert.Throws<IOException>(() => _disk.Rename(_folder["new"], _folder["old"], replace: false));
        Assert.Equal("old", File.ReadAllText(_folder["old"]));
        _disk.Rename(_folder["new"], _folder["old"]);
        Assert.Equal("new", File.ReadAllText(_folder["old"]));
    }

    public void Dispose() => _folder.Dispose();
}
