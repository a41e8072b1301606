namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>One request as it came, its subject taken apart and its reply subject checked.</summary>
/// <param name="Verb">Last token of the subject; <see cref="GatewayVerbs.Join"/> for a join.</param>
/// <param name="Asker">Edge id, or token id for a join; the server enforces it.</param>
/// <param name="Reply">Where the answer goes.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Seal">Whether the answer is wanted signed.</param>
internal readonly record struct GatewayRequest(string Verb, string Asker, string Reply, byte[] Body, bool Seal = false);
