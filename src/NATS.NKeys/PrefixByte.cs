namespace NATS.NKeys;

/// <summary>The role of a key, which is also the first letter of its public form (https://github.com/nats-io/nkeys#readme).</summary>
public enum PrefixByte : byte
{
    /// <summary>A server: 'N...'.</summary>
    Server = 13 << 3,

    /// <summary>A cluster: 'C...'.</summary>
    Cluster = 2 << 3,

    /// <summary>An operator: 'O...'.</summary>
    Operator = 14 << 3,

    /// <summary>An account: 'A...'.</summary>
    Account = 0,

    /// <summary>A user: 'U...'.</summary>
    User = 20 << 3,

    /// <summary>A curve key (X25519), which agrees on secrets and never signs: 'X...'.</summary>
    Curve = 23 << 3,
}
