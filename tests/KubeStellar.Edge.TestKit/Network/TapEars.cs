namespace KubeStellar.Edge.TestKit.Network;

/// <summary>Who hears one connection of a <see cref="Tap"/>; each side is called in order, the two at once.</summary>
/// <param name="Up">Bytes from the client to the server.</param>
/// <param name="Down">Bytes from the server to the client.</param>
public sealed record TapEars(Action<ReadOnlySpan<byte>> Up, Action<ReadOnlySpan<byte>> Down);
