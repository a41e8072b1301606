namespace KubeStellar.Edge.Http;

/// <summary>A file with a token or headers cannot be used; the message names the option and neither path nor content.</summary>
internal sealed class SiteSecretException(string message) : Exception(message);
