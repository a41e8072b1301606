using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>
/// Tells edges what to check the server against, with the answer to a heartbeat, when they know something else. Nothing is told by a hub that never had a CA of
/// its own. The serial begins at the clock, so that a hub that was set back to a backup is believed again.
/// </summary>
public sealed class CaTeller
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Func<string?> _ca;
    private readonly IRootSigner _signer;
    private readonly TimeProvider _time;
    private CaState? _state;
    private CaBundle? _now;
    private string _signed = "";

    /// <summary>Loads what was told last.</summary>
    /// <param name="stateDirectory">The hub's state directory.</param>
    /// <param name="ca">The certificates as they are now; null for those that systems trust, or no TLS.</param>
    /// <param name="signer">Signs what is told.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IdentityException">Others have rights on the file.</exception>
    public CaTeller(string stateDirectory, Func<string?> ca, IRootSigner signer, TimeProvider time)
    {
        (_ca, _signer, _time) = (ca, signer, time);
        _path = Path.Combine(Path.GetFullPath(stateDirectory), "tls", "told.json");
        _state = File.Exists(_path) ? Read(_path) : null;
    }

    /// <summary>Serial of what is told now; 0 when there is nothing to tell.</summary>
    public long Serial => Now()?.Serial ?? 0;

    /// <summary>What an edge is to learn; null when it knows, or there is nothing to tell.</summary>
    /// <param name="known">Serial of what it has; null when it does not say, as edges of old versions.</param>
    public CaBundle? For(long? known)
    {
        if (known is null)
        {
            return null;
        }

        var now = Now();
        return now is null || now.Serial == known ? null : now;
    }

    private CaBundle? Now()
    {
        var pem = _ca() ?? "";
        lock (_gate)
        {
            if (_state is null ? pem.Length > 0 : _state.Pem != pem)
            {
                var next = new CaState(Math.Max((_state?.Serial ?? 0) + 1, _time.GetUtcNow().ToUnixTimeSeconds()), pem);
                SecretFiles.EnsureDirectory(Path.GetDirectoryName(_path)!);
                SecretFiles.Write(_path, JsonSerializer.Serialize(next, IdentityJson.Default.CaState));
                (_state, _now) = (next, null);
            }

            if (_state is null)
            {
                return null;
            }

            // Edges believe the key that signs now, and no other.
            if (_now is null || _signed != _signer.PublicKey)
            {
                var by = _signer.Attest(CaBundle.Signed(_state.Serial, _state.Pem));
                (_now, _signed) = (new CaBundle(_state.Serial, _state.Pem, Convert.ToBase64String(by.Signature)), by.Signer);
            }

            return _now;
        }
    }

    private static CaState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(SecretFiles.Read(path), IdentityJson.Default.CaState);
        }
        catch (JsonException)
        {
            // Told again under a new serial, which the clock makes a higher one.
            return null;
        }
    }
}
