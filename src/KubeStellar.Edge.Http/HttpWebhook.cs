using System.Net;
using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Feeds;

namespace KubeStellar.Edge.Http;

/// <summary>
/// Sends CloudEvents in structured mode (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md) to one URL, and to no other: no redirect is
/// followed. With a secret, <c>Kse-Signature: sha256=HEX</c> is the HMAC of the body.
/// </summary>
internal sealed class HttpWebhook(WebhookUrl url, TimeProvider time) : IWebhook, IDisposable
{
    /// <summary>How long a receiver may take.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const string Signature = "Kse-Signature";
    private readonly GateSite _site = new(url.Site);

    public string Id => url.Name;

    public string Place => GateSite.Place(url.Url);

    public IReadOnlyList<string> Kinds => url.Kinds;

    public void Dispose() => _site.Dispose();

    public async Task<WebhookAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken token)
    {
        using var end = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, token);
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", CloudEvents.StructuredContentType);
            using var request = new HttpRequestMessage(HttpMethod.Post, url.Url) { Content = content };
            await SiteSecrets.AddAsync(request.Headers, url.Site, either.Token);
            if (url.SecretFile is { } file)
            {
                var key = await SiteSecrets.KeyAsync(file, url.Site, either.Token);
                request.Headers.TryAddWithoutValidation(Signature, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, body.Span)));
            }

            using var response = await _site.SendAsync(request, either.Token);
            return Judge(response);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return Again($"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (SiteSecretException e)
        {
            return Again(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Again(e.InnerException is System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException ? e.InnerException.Message : e.Message);
        }
    }

    // A receiver that points elsewhere was given a wrong URL: that is its operator's to mend, and nothing is lost meanwhile.
    private static WebhookAnswer Judge(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and <= 299 => new WebhookAnswer(WebhookOutcome.Taken, ""),
        >= 300 and <= 399 => Again($"it answers {(int)response.StatusCode} and points elsewhere, which is not followed: give --webhook the URL that takes events"),
        (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500 => Again($"it answers {(int)response.StatusCode} {response.StatusCode}", response.Headers.RetryAfter?.Delta),
        _ => new WebhookAnswer(WebhookOutcome.Refused, $"it answers {(int)response.StatusCode} {response.StatusCode}"),
    };

    private static WebhookAnswer Again(string why, TimeSpan? retryAfter = null) => new(WebhookOutcome.Again, why, retryAfter);
}
