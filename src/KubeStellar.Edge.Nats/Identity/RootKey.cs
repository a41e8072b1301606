using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// The key that signs a hub's roots (<c>root.nk</c>), and how it came to be (<c>handovers.json</c>). A hand-over is done when its record is durable: a successor without one is nothing, and
/// one with it takes the key's place at the next start at the latest. Only then is the former key gone.
/// </summary>
internal sealed class RootKey : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly NextKey _files;
    private readonly string _first;
    private KeyPair _key;
    private volatile IReadOnlyList<KeyHandOver> _chain;

    private RootKey(string folder)
    {
        _folder = folder;
        _files = new NextKey(folder, "root", PrefixByte.User);
        _chain = Read();
        if (HandOverRule.Explain(_chain, new RootVerifier()) is { } wrong)
        {
            throw new IdentityException($"The file {ChainPath} is damaged: {wrong}. Restore it from a backup.");
        }

        EndUnfinished();
        _key = _files.Load();
        _first = _key.GetPublicKey();
        if (HandOverRule.EndOf(_chain, _key.GetPublicKey()) is var end && end != _key.GetPublicKey())
        {
            _key.Dispose();
            throw new IdentityException(
                $"The key in {_files.Path} was handed over to {end} and is good for nothing any more: edges take nothing from it. Restore the newest backup of that folder.");
        }
    }

    /// <summary>The key as it is now. Whoever signs with it asks for it each time.</summary>
    public KeyPair Pair => _key;

    /// <summary>Its public half.</summary>
    public string PublicKey => HandOverRule.EndOf(_chain, _first);

    /// <summary>All hand-overs, the first one first.</summary>
    public IReadOnlyList<KeyHandOver> HandOvers => _chain;

    /// <summary>When the key was made.</summary>
    public DateTimeOffset Since => _files.Since;

    /// <summary>Called after each step of a hand-over that is durable; tests die there.</summary>
    internal Action Step { get; set; } = static () => { };

    private string ChainPath => Path.Combine(_folder, "handovers.json");

    /// <summary>Loads the key, and ends a hand-over that a crash left.</summary>
    /// <exception cref="IdentityException">A file is missing or damaged, or the key was handed over by a hub that went on since.</exception>
    public static RootKey Open(string folder) => new(folder);

    /// <summary>A signature, and whose it is.</summary>
    public RootSignature Attest(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            return new RootSignature(PublicKey, NKeyBytes.Sign(_key, message.ToArray()));
        }
    }

    /// <summary>Hands over to a new key. Durable when this returns, and the former key is gone.</summary>
    public KeyHandOver HandOver(TimeProvider time)
    {
        lock (_gate)
        {
            var next = _files.Prepare();
            Step();
            var made = Make(next, time.GetUtcNow());
            IReadOnlyList<KeyHandOver> chain = [.. _chain, made];
            SecretFiles.Write(ChainPath, JsonSerializer.Serialize(chain, IdentityJson.Default.IReadOnlyListKeyHandOver));
            Step();
            _files.Promote();
            Step();
            var former = _key;
            (_key, _chain) = (next, chain);
            former.Dispose();
            return made;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private KeyHandOver Make(KeyPair next, DateTimeOffset at)
    {
        var (serial, from, to) = (_chain.Count + 1, _key.GetPublicKey(), next.GetPublicKey());
        var signed = KeyHandOver.Signed(serial, from, to, at);
        return new KeyHandOver(serial, from, to, at, SignatureOf(_key, signed), SignatureOf(next, signed));
    }

    private static string SignatureOf(KeyPair key, byte[] message) => Convert.ToBase64String(NKeyBytes.Sign(key, message));

    private void EndUnfinished()
    {
        if (!_files.IsPrepared)
        {
            return;
        }

        using var next = _files.Prepare();
        if (_chain is [.., var last] && last.To == next.GetPublicKey())
        {
            _files.Promote();
        }
        else
        {
            _files.Discard();
        }
    }

    private IReadOnlyList<KeyHandOver> Read()
    {
        if (!File.Exists(ChainPath))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(SecretFiles.Read(ChainPath), IdentityJson.Default.IReadOnlyListKeyHandOver) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new IdentityException($"The file {ChainPath} is damaged. Restore it from a backup: without it, edges that were away do not follow to this hub's present key.", e);
        }
    }
}
