namespace KubeStellar.Edge.Nats.Tls;

/// <summary>What a hub last told its edges of its CA (<c>tls/told.json</c>).</summary>
/// <param name="Serial">Of the bundle.</param>
/// <param name="Pem">Certificates; empty: what systems trust.</param>
internal sealed record CaState(long Serial, string Pem);
