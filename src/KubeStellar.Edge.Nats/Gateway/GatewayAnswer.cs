namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>What is answered.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="Signed">Whether the asker wants them signed.</param>
internal readonly record struct GatewayAnswer(byte[] Body, bool Signed = false);
