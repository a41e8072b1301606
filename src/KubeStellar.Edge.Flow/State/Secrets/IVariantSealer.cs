namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// The hub's side of data keys. A key is derived from the hub's own and the id, so none is stored: whoever knows an id and has the hub's key has the data key.
/// Safe for several threads.
/// </summary>
public interface IVariantSealer
{
    /// <summary>X25519 public key that edges unwrap with; base64url. It stands in every root that holds data keys.</summary>
    string ExchangeKey { get; }

    /// <summary>An id that no data key had before.</summary>
    string NewKeyId();

    /// <summary>Seals a variant's values. The same seal and values give the same bytes, so a lost content is made again under its digest.</summary>
    /// <param name="seal">What for.</param>
    /// <param name="values">The values' plain text.</param>
    byte[] Seal(VariantSeal seal, ReadOnlySpan<byte> values);

    /// <summary>Agrees with an edge ahead of the first wrap; false when its key is none.</summary>
    /// <param name="exchangeKey">Its X25519 public key, base64url.</param>
    bool Agree(string exchangeKey);

    /// <summary>The data key, wrapped for one edge; base64url. The first wrap for an exchange key costs an agreement (tens of microseconds), later ones about one.</summary>
    /// <param name="seal">What for.</param>
    /// <param name="edge">The edge's id.</param>
    /// <param name="exchangeKey">Its X25519 public key, base64url.</param>
    /// <exception cref="SealBrokenException">The edge's key is none.</exception>
    string Wrap(VariantSeal seal, string edge, string exchangeKey);
}
