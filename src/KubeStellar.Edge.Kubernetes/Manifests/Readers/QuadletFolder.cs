using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// A folder of Quadlet: the YAML of a workload has a unit beside it, written after it and removed before it, so that no unit ever lacks what it plays. A workload is there when its unit is.
/// The YAML of one that was removed stays, since the service, when it is stopped, takes down what the YAML names (<c>ExecStopPost=podman kube down</c>). Who stopped the
/// service removes it (<c>kse-quadlet-reload</c> does); else it goes like a tombstone, by <see cref="TombstoneLedger"/>.
/// </summary>
internal sealed class QuadletFolder(IManifestFolder inner, TimeProvider time) : IManifestFolder
{
    internal const string UnitExtension = ".kube";
    private static readonly string[] Workloads = ["40-pod-", "40-deployment-"];
    private readonly TombstoneLedger _ledger = new(inner, TombstoneTerm.Days(time));

    public string Path => inner.Path;

    public void Prepare()
    {
        inner.Prepare();
        _ledger.Load(IsLeft);
    }

    public void Tend() => _ledger.Sweep(IsLeft, IsLeft, name => inner.Remove(name));

    public IReadOnlyList<string> Names() => inner.Names();

    public bool Exists(string name) => inner.Exists(IsWorkload(name) ? UnitOf(name) : name);

    public byte[]? Read(string name) => !IsWorkload(name) || inner.Read(UnitOf(name)) is { } unit && unit.AsSpan().SequenceEqual(Unit(name)) ? inner.Read(name) : null;

    public bool Write(string name, ReadOnlySpan<byte> bytes, bool replace)
    {
        if (!IsWorkload(name))
        {
            return inner.Write(name, bytes, replace);
        }

        if (!replace && Exists(name))
        {
            return false;
        }

        inner.Write(name, bytes, replace: true);
        return inner.Write(UnitOf(name), Unit(name), replace: true);
    }

    public bool Remove(string name)
    {
        if (!IsWorkload(name))
        {
            return inner.Remove(name);
        }

        if (!inner.Exists(UnitOf(name)))
        {
            return false;
        }

        _ledger.Add(name);
        return inner.Remove(UnitOf(name));
    }

    public string SetAside(string name) => inner.SetAside(name);

    /// <summary>The namespace of a workload of the same kind and name that is there; null when there is none.</summary>
    internal static string? NamesakeOf(ObjectKey key, IEnumerable<string> own, IManifestFolder folder)
    {
        var prefix = $"40-{key.Kind.ToLowerInvariant()}-";
        foreach (var name in folder.Names().Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && IsWorkload(name) && name.Contains(Shown(key.Name), StringComparison.Ordinal)).Except(own))
        {
            if (folder.Read(name) is { } bytes && KeyOf(bytes) is { } other && other.Name == key.Name && other.Namespace != key.Namespace)
            {
                return other.Namespace;
            }
        }

        return null;
    }

    private static string Shown(string name) => name.Length > 40 ? "" : name.Replace('.', '-');

    private static ObjectKey? KeyOf(byte[] file)
    {
        try
        {
            var end = Array.IndexOf(file, (byte)'\n');
            using var json = JsonDocument.Parse(file.AsMemory(0, end < 0 ? file.Length : end));
            return ObjectKey.OfObject(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or Contracts.Json.JsonRefusedException)
        {
            // Somebody changed it; it is put back by its own object.
            return null;
        }
    }

    private static bool IsWorkload(string name) => DigestFileName.Is(name, ManifestFileName.YamlExtension) && Workloads.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    private static string UnitOf(string name) => name[..^ManifestFileName.YamlExtension.Length] + UnitExtension;

    private static byte[] Unit(string name) => Encoding.ASCII.GetBytes(
        $"""
        # Written by kse edge; what is changed here is put back.
        [Unit]
        Description=Placed by KubeStellar Edge: {name}
        Wants=network-online.target
        After=network-online.target

        [Kube]
        Yaml={name}

        [Service]
        Restart=on-failure

        [Install]
        WantedBy=default.target

        """);

    private bool IsLeft(string name) => IsWorkload(name) && inner.Exists(name) && !inner.Exists(UnitOf(name));
}
