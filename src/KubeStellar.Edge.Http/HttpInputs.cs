using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Http;

/// <summary>
/// Inputs of gates over HTTP: an endpoint's JSON or text, and Prometheus queries. The hub fetches for authors of policies, from where it stands in the network; so it
/// fetches only what its operator allowed, by default nothing.
/// </summary>
internal sealed class HttpInputs(IEnumerable<GateUrl> allowed, TimeProvider time) : IGateInputs, IDisposable
{
    private const int LongestQuery = 4096;

    // The closest entry speaks for a URL: it may have another token than one above it.
    private readonly GateSite[] _sites = [.. allowed.OrderByDescending(static url => url.Prefix.AbsolutePath.Length).Select(static url => new GateSite(url))];

    public IReadOnlyCollection<InputKind> Kinds { get; } = [InputKind.Http, InputKind.Prometheus];

    public void Dispose()
    {
        foreach (var site in _sites)
        {
            site.Dispose();
        }
    }

    public async Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token)
    {
        if (!Uri.TryCreate(rule.Source, UriKind.Absolute, out var url))
        {
            return Failed($"'{rule.Source}' is no URL");
        }

        if (UrlCheck.Explain(rule.Source, url) is { } wrong)
        {
            return Failed($"the URL is refused: {wrong}");
        }

        if (rule.Kind == InputKind.Prometheus)
        {
            if (url.Query.Length + url.Fragment.Length > 0)
            {
                return Failed("the URL of a Prometheus has no query of its own: it ends before /api/v1");
            }

            if (rule.Key.Length is 0 or > LongestQuery)
            {
                return Failed($"a query is needed, of at most {LongestQuery} characters");
            }

            url = PrometheusApi.Query(url, rule.Key, rule.Timeout);
        }

        if (Array.Find(_sites, one => one.Url.Covers(url)) is not { } site)
        {
            return Failed($"{GateSite.Place(url)} is not allowed at this hub: its operator starts it with --allow-url {Suggest(url)}");
        }

        using var end = new CancellationTokenSource(rule.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, token);
        try
        {
            var got = await site.GetAsync(url, either.Token);
            return got.Error.Length > 0 ? Failed(got.Error)
                : rule.Kind == InputKind.Prometheus ? PrometheusApi.Read(got, time.GetUtcNow())
                : got.IsSuccess ? InputLimits.Read(got.Body, got.IsJson, time.GetUtcNow())
                : Failed($"{GateSite.Place(url)} answers {(int)got.Status} {got.Status}");
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return Failed($"no answer of {GateSite.Place(url)} within {rule.Timeout.TotalSeconds:0.###} s");
        }
        catch (SiteSecretException e)
        {
            return Failed(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed($"{GateSite.Place(url)} does not answer as it should: {Innermost(e)}");
        }
    }

    private static string Suggest(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + "/";

    private static string Innermost(Exception e) => e.InnerException is { } inner and (System.Security.Authentication.AuthenticationException or System.Net.Sockets.SocketException) ? inner.Message : e.Message;

    private InputValue Failed(string error) => InputLimits.Failed(error, time.GetUtcNow());
}
