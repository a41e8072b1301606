using System.Net.Http.Headers;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>A bearer token in a file that others renew, as kubelet does with a service account's: read again every few seconds.</summary>
internal sealed class TokenFile(string path, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private (AuthenticationHeaderValue Header, long At)? _known;

    /// <exception cref="IOException">It cannot be read, and never was.</exception>
    internal async Task<AuthenticationHeaderValue?> HeaderAsync(CancellationToken token)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < Fresh)
        {
            return known.Header;
        }

        try
        {
            var text = (await File.ReadAllTextAsync(path, token)).Trim();
            if (text.Length > 0)
            {
                var header = new AuthenticationHeaderValue("Bearer", text);
                _known = (header, time.GetTimestamp());
                return header;
            }
        }
        catch (IOException) when (_known is not null)
        {
            // It is being replaced; the token that was read last may still do.
        }

        return _known?.Header ?? throw new AccessException($"{path} is empty");
    }
}
