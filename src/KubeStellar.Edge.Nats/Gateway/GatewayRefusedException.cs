namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>A request that is wrong in itself.</summary>
internal sealed class GatewayRefusedException(string message, Exception? inner = null) : Exception(message, inner);
