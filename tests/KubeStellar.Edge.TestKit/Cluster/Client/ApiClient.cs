using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Credentials;

namespace KubeStellar.Edge.TestKit.Cluster.Client;

/// <summary>A plain client with which a test plays somebody else. Every answer is a value, whatever its status; only broken connections throw.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly X509Certificate2? _certificate;

    /// <summary>A client of a server.</summary>
    /// <param name="url">The server.</param>
    /// <param name="authority">Gives the PEM of its authority, asked at each connection: it may be rotated.</param>
    /// <param name="credentials">Who asks.</param>
    public ApiClient(Uri url, Func<string> authority, ApiCredentials credentials)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) };
        handler.SslOptions.RemoteCertificateValidationCallback = TestCa.Trust(authority);
        if (credentials.Certificate is { } pair)
            handler.SslOptions.ClientCertificates = [_certificate = pair.Load()];
        _http = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        var token = credentials.TokenFile is { } file ? File.ReadAllText(file).Trim() : credentials.Token;
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("test/1");
    }

    /// <summary>Headers that every request carries, as <c>Impersonate-User</c>.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    /// <summary>One request, as raw as it may be.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, CancellationToken token, string? body = null, string type = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        using var response = await _http.SendAsync(request, token);
        var text = await response.Content.ReadAsStringAsync(token);
        return new ApiAnswer((int)response.StatusCode, text, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds, response.Content.Headers.ContentType?.ToString() ?? "");
    }

    /// <summary>GET of an object or a list.</summary>
    public Task<ApiAnswer> GetAsync(string path, CancellationToken token, string? accept = null) => SendAsync(HttpMethod.Get, path, token, accept: accept);

    /// <summary>The object as it is now; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken token)
    {
        var answer = await GetAsync(path, token);
        return answer.Status == 404 ? null : answer.Ok();
    }

    /// <summary>POST to the collection of the object.</summary>
    public Task<ApiAnswer> CreateAsync(JsonObject body, CancellationToken token, string manager = "somebody", string query = "") =>
        SendAsync(HttpMethod.Post, $"{ApiPath.Of(body, collection: true)}?fieldManager={manager}{query}", token, body.ToJsonString());

    /// <summary>PUT.</summary>
    public Task<ApiAnswer> UpdateAsync(JsonObject body, CancellationToken token, string manager = "somebody", string? sub = null, string query = "") =>
        SendAsync(HttpMethod.Put, $"{ApiPath.Of(body, sub)}?fieldManager={manager}{query}", token, body.ToJsonString());

    /// <summary>PATCH with a JSON merge patch (RFC 7396).</summary>
    public Task<ApiAnswer> MergeAsync(string path, string patch, CancellationToken token, string manager = "somebody", string query = "") =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}{query}", token, patch, "application/merge-patch+json");

    /// <summary>PATCH by server-side apply.</summary>
    public Task<ApiAnswer> ApplyAsync(JsonObject body, CancellationToken token, string manager = "somebody", bool force = false, string? sub = null, string query = "") =>
        SendAsync(HttpMethod.Patch, $"{ApiPath.Of(body, sub)}?fieldManager={manager}{(force ? "&force=true" : "")}{query}", token, body.ToJsonString(), "application/apply-patch+yaml");

    /// <summary>Writes the status subresource, as a controller would.</summary>
    public Task<ApiAnswer> StatusAsync(string path, string status, CancellationToken token, string manager = "controller") =>
        MergeAsync(path + "/status", $$"""{"status":{{status}}}""", token, manager);

    /// <summary>DELETE.</summary>
    public Task<ApiAnswer> DeleteAsync(string path, CancellationToken token, string? options = null) => SendAsync(HttpMethod.Delete, path, token, options);

    /// <summary>A watch, event by event; it ends when the server ends it or the token does.</summary>
    /// <param name="path">The collection with its query; <c>watch=true</c> is added.</param>
    /// <param name="token">Ends the watch.</param>
    /// <param name="accept">Other representations, as metadata only.</param>
    /// <exception cref="InvalidOperationException">The server refused to watch.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(string path, [EnumeratorCancellation] CancellationToken token, string? accept = null)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}watch=true");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"the API server answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(token)}");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(token));
        while (await reader.ReadLineAsync(token) is { } line)
        {
            var node = JsonNode.Parse(line)!.AsObject();
            yield return new WatchEvent((string)node["type"]!, node["object"]!.AsObject());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _certificate?.Dispose();
    }
}
