namespace KubeStellar.Edge.Nats.Server;

internal sealed record NatsCliContextFile(string Description, string Url, string Creds)
{
    public string? Ca { get; init; }

    public string? Cert { get; init; }

    public string? Key { get; init; }
}
