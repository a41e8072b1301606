using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Http;

/// <summary>
/// One allowed place and its connections: its token never meets another. Redirects are followed only where the same entry of the allow list covers them; no cookies, no
/// compression (an answer is as large as it looks), at most 256 KiB of it.
/// </summary>
internal sealed class GateSite : IDisposable
{
    private const int Redirects = 3;
    private readonly HttpMessageInvoker _client;

    public GateSite(GateUrl url)
    {
        Url = url;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names move
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 64,
        };
        if (url.CaFile is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Trusts;
        }

        _client = new HttpMessageInvoker(handler);
    }

    public GateUrl Url { get; }

    public void Dispose() => _client.Dispose();

    /// <summary>Gets a URL that <see cref="Url"/> covers.</summary>
    /// <exception cref="HttpRequestException">No answer.</exception>
    /// <exception cref="IOException">The answer broke off.</exception>
    /// <exception cref="SiteSecretException">A file of the hub's cannot be read.</exception>
    public async Task<Fetched> GetAsync(Uri url, CancellationToken token)
    {
        for (var hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.ParseAdd("application/json, text/plain;q=0.9, */*;q=0.1");
            request.Headers.UserAgent.ParseAdd("kse-hub");
            await SiteSecrets.AddAsync(request.Headers, Url, token);
            using var response = await _client.SendAsync(request, token);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return await ReadAsync(response, token);
            }

            var next = new Uri(url, location);
            if (UrlCheck.Explain(location.OriginalString, next) is not null || !Url.Covers(next))
            {
                return Fetched.Failed($"{Place(url)} answers {(int)response.StatusCode} and points elsewhere, to {Place(next)}; only what {Url.Prefix} covers is followed");
            }

            if (hop == Redirects)
            {
                return Fetched.Failed($"{Place(url)} points on and on");
            }

            url = next;
        }
    }

    /// <summary>Sends one request as it is; no redirect is followed.</summary>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        request.Headers.UserAgent.ParseAdd("kse-hub");
        return _client.SendAsync(request, token);
    }

    /// <summary>A URL as it may be told: without what may be secret.</summary>
    public static string Place(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static async Task<Fetched> ReadAsync(HttpResponseMessage response, CancellationToken token)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return Fetched.Failed("the answer is compressed, which was not asked for");
        }

        if (response.Content.Headers.ContentLength > InputLimits.MaxBytes)
        {
            return Fetched.Failed(TooLarge);
        }

        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, token)) > 0;)
        {
            if (body.Length + read > InputLimits.MaxBytes)
            {
                return Fetched.Failed(TooLarge);
            }

            body.Write(buffer, 0, read);
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var json = type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
        return new Fetched("", response.StatusCode, json, body.ToArray());
    }

    private static string TooLarge => $"the answer has more than {InputLimits.MaxBytes / 1024} KiB";

    /// <summary>The system's word counts first; what it does not know may be signed by the file's authorities. A wrong name is a wrong name.</summary>
    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 given)
        {
            return errors == SslPolicyErrors.None;
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(Url.CaFile!);
            using var own = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            own.ChainPolicy.CustomTrustStore.AddRange(roots);
            own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
            if (chain is not null)
            {
                own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(static element => element.Certificate).ToArray());
            }

            return own.Build(given);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var root in roots)
            {
                root.Dispose();
            }
        }
    }
}
