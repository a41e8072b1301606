using System.Text.Json;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// What a device knows of itself, in <c>&lt;state&gt;/identity/self.json</c>. Nothing in it is beyond repair: labels come with the next heartbeat, properties
/// with the next start that names some, so a damaged file is set aside.
/// </summary>
public sealed class DeviceSelf : IEdgeSelf
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private EdgeSelf _now = EdgeSelf.None;

    private DeviceSelf(string path)
    {
        _path = path;
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            _now = Ordered(JsonSerializer.Deserialize(SecretFiles.Read(path), IdentityJson.Default.EdgeSelf) ?? throw new JsonException("null"));
        }
        catch (JsonException e)
        {
            Lost = $"The file {path} was damaged and is set aside; labels come again from the hub, properties by --property: {e.Message}";
            File.Move(path, path + ".damaged", overwrite: true);
        }
    }

    /// <inheritdoc/>
    public EdgeSelf Now => Volatile.Read(ref _now);

    /// <summary>Says that the file was damaged; empty when it was not.</summary>
    public string Lost { get; } = "";

    /// <summary>Reads what is kept in <paramref name="stateDirectory"/>.</summary>
    /// <exception cref="IdentityException">Other users have rights on the file.</exception>
    public static DeviceSelf Open(string stateDirectory)
    {
        var folder = Path.Combine(Path.GetFullPath(stateDirectory), "identity");
        SecretFiles.EnsureDirectory(folder);
        return new DeviceSelf(Path.Combine(folder, "self.json"));
    }

    /// <inheritdoc/>
    public void Change(Func<EdgeSelf, EdgeSelf> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            var before = JsonSerializer.Serialize(_now, IdentityJson.Default.EdgeSelf);
            var next = Ordered(change(_now));
            var after = JsonSerializer.Serialize(next, IdentityJson.Default.EdgeSelf);
            if (before != after)
            {
                SecretFiles.Write(_path, after);
                Volatile.Write(ref _now, next);
            }
        }
    }

    private static EdgeSelf Ordered(EdgeSelf self) => self with
    {
        Labels = new(self.Labels, StringComparer.Ordinal),
        Properties = new(self.Properties, StringComparer.Ordinal),
    };
}
