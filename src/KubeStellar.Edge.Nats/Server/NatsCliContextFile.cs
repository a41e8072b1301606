namespace KubeStellar.Edge.Nats.Server;

internal sealed record NatsCliContextFile(string Description, string Url, string Creds);
