using KubeStellar.Edge.Disk;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.LiteDb.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests;

/// <summary>A temporary state directory whose store is closed before it is opened again, as by a restart.</summary>
internal sealed class StateFolder : IDisposable
{
    private EdgeStore? _edge;
    private MirrorStore? _mirror;

    internal string Root { get; } = Directory.CreateTempSubdirectory("kse-store-").FullName;

    internal IDisk? Disk { get; set; }

    internal EdgeStore Edge()
    {
        CloseAll();
        return _edge = EdgeStore.Open(Root, TimeProvider.System, NullLoggerFactory.Instance, Disk);
    }

    internal MirrorStore Mirror()
    {
        CloseAll();
        return _mirror = MirrorStore.Open(Root, TimeProvider.System, NullLoggerFactory.Instance, Disk);
    }

    internal string File(string name) => Path.Combine(Root, name);

    internal void Flip(string name, long offset)
    {
        using var file = new FileStream(File(name), FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var b = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(b ^ 0x40));
    }

    internal void CloseAll()
    {
        _edge?.Dispose();
        _mirror?.Dispose();
        (_edge, _mirror) = (null, null);
    }

    public void Dispose()
    {
        CloseAll();
        System.IO.File.Delete(Root + ".once");
        Directory.Delete(Root, recursive: true);
    }
}
