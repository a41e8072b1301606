using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.Http.Tests;

public sealed class HttpInputsTests : GateInputsContract, IAsyncLifetime
{
    private TestSite _site = null!;
    private TestSite _other = null!;
    private HttpInputs _inputs = null!;

    protected override IGateInputs Inputs => _inputs;

    protected override InputRule Good => Get("api/good");

    protected override InputRule Missing => Get("api/404");

    protected override InputRule Huge => Get("api/huge");

    protected override InputRule Silent => Get("api/silent");

    public async ValueTask InitializeAsync()
    {
        _other = await TestSite.StartAsync(context => context.Response.WriteAsync("other"));
        _site = await TestSite.StartAsync(AnswerAsync);
        _inputs = new HttpInputs([GateUrl.Parse(_site.Url + "api")], TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _inputs.Dispose();
        await _site.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData("text", "\"all well\"")]
    [InlineData("number", "42")]
    [InlineData("query?a=1&b=../x", "\"?a=1&b=../x\"")]
    [InlineData("redirect?to=/api/good", "{\"n\":1}")]
    [InlineData("redirect?to=good", "{\"n\":1}")]
    [InlineData("empty", "\"\"")]
    public async Task What_comes_is_json_or_text(string path, string expected)
    {
        var value = await FetchAsync(Get("api/" + path));
        Assert.Equal(("", expected), (value.Error, value.Value?.ToString() is { } text && value.Value?.ValueKind == System.Text.Json.JsonValueKind.String ? $"\"{text}\"" : value.Value?.GetRawText()));
    }

    [Theory]
    [InlineData("401", "401 Unauthorized")]
    [InlineData("500", "500 InternalServerError")]
    [InlineData("204x", "404")]
    [InlineData("nojson", "says that it is JSON, and is not")]
    [InlineData("deep", "64 levels")]
    [InlineData("broken", "does not answer as it should")]
    [InlineData("stream", "256 KiB")]
    [InlineData("gzip", "compressed")]
    [InlineData("loop", "on and on")]
    [InlineData("redirect?to=/outside", "only what")]
    [InlineData("redirect?to=../outside", "points elsewhere")]
    [InlineData("redirect?to=%2fapi%2f%252e%252e%2foutside", "points elsewhere")]
    [InlineData("redirect?to=file:%2f%2f%2fetc%2fpasswd", "points elsewhere")]
    [InlineData("trickle", "within 1 s")]
    public async Task What_goes_wrong_is_told(string path, string part) => Failed(await FetchAsync(Get("api/" + path) with { Timeout = path == "trickle" ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30) }), part);

    [Fact]
    public async Task Another_host_is_never_followed() => Failed(await FetchAsync(Get("api/redirect?to=" + Uri.EscapeDataString(_other.Url.ToString()))), "points elsewhere");

    [Fact]
    public async Task Nobody_there_is_told()
    {
        var url = _other.Url;
        await _other.DisposeAsync();
        using var inputs = new HttpInputs([new GateUrl(url)], TimeProvider.System);
        Failed(await inputs.FetchAsync("default", Get("") with { Source = url.ToString() }, default), "refused");
    }

    [Fact]
    public async Task Nothing_is_allowed_by_default_and_the_way_to_allow_it_is_told()
    {
        using var inputs = new HttpInputs([], TimeProvider.System);
        Failed(await inputs.FetchAsync("default", Good, default), $"--allow-url {_site.Url}");
        Failed(await FetchAsync(Get("outside")), "not allowed");
        Failed(await FetchAsync(Get("apis")), "not allowed");
        Failed(await FetchAsync(Get("api/../outside")), "could lead elsewhere");
        Failed(await FetchAsync(Get("api/%2e%2e/outside")), "could lead elsewhere");
        Failed(await FetchAsync(Good with { Source = Good.Source.Replace("//", "//user:pw@", StringComparison.Ordinal) }), "names a user");
        Failed(await FetchAsync(Good with { Source = "good" }), "no URL");
        Failed(await FetchAsync(Good with { Source = "file:///etc/passwd" }), "neither https nor http");
    }

    [Fact]
    public async Task Tokens_and_headers_are_read_at_each_use_and_never_told()
    {
        using var folder = new TestFolder();
        var (token, headers) = (Path.Combine(folder.Path, "token"), Path.Combine(folder.Path, "headers"));
        await File.WriteAllTextAsync(token, "s3cret-1\n");
        await File.WriteAllTextAsync(headers, "X-Scope: plant\nX-Other:7\n");
        using var inputs = new HttpInputs([GateUrl.Parse($"{_site.Url}api/,token-file={token},header-file={headers}"), GateUrl.Parse(_site.Url + "api/free")], TimeProvider.System);
        Assert.Equal("Bearer s3cret-1 plant 7", await TextAsync("api/headers"));
        await File.WriteAllTextAsync(token, "s3cret-2");
        Assert.Equal("Bearer s3cret-2 plant 7", await TextAsync("api/headers"));
        Assert.Equal("Bearer s3cret-2 plant 7", await TextAsync("api/redirect?to=/api/headers"));

        // The closest entry speaks for a URL.
        Assert.Equal("  ", await TextAsync("api/free/headers"));
        foreach (var (file, text, part) in new[] { (token, "two s3crets", "token-file"), (token, "", "token-file"), (headers, "s3cret", "header-file"), (headers, "Host: s3cret", "header-file") })
        {
            await File.WriteAllTextAsync(token, "s3cret-3");
            await File.WriteAllTextAsync(headers, "X-Scope: plant");
            await File.WriteAllTextAsync(file, text);
            var value = await inputs.FetchAsync("default", Get("api/headers"), default);
            Failed(value, part);
            Assert.DoesNotContain("s3cret", value.Error, StringComparison.Ordinal);
        }

        File.Delete(headers);
        Failed(await inputs.FetchAsync("default", Get("api/headers"), default), "does not exist");

        async Task<string?> TextAsync(string path) => (await inputs.FetchAsync("default", Get(path), default)) is { Error: "", Value: { } value } ? value.GetString() : null;
    }

    [Fact]
    public async Task Authorities_of_a_file_are_trusted_besides_the_systems()
    {
        using var ca = new TestCa("site", TimeProvider.System);
        using var stranger = new TestCa("stranger", TimeProvider.System);
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "ca.pem");
        await using var site = await TestSite.StartAsync(AnswerAsync, ca.Server());
        var rule = Get("") with { Source = site.Url + "api/good" };
        await File.WriteAllTextAsync(file, stranger.Pem);
        using var inputs = new HttpInputs([GateUrl.Parse($"{site.Url},ca-file={file}")], TimeProvider.System);
        using var plain = new HttpInputs([GateUrl.Parse($"{site.Url}")], TimeProvider.System);
        Failed(await plain.FetchAsync("default", rule, default), "certificate");
        Failed(await inputs.FetchAsync("default", rule, default), "certificate");
        await File.WriteAllTextAsync(file, ca.Pem);
        Assert.Equal("", (await inputs.FetchAsync("default", rule, default)).Error);
        File.Delete(file);
        using var other = new HttpInputs([GateUrl.Parse($"{site.Url},ca-file={file}")], TimeProvider.System);
        Failed(await other.FetchAsync("default", rule, default), "certificate");
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        switch (context.Request.Path.Value!["/api/".Length..])
        {
            case "good":
                response.ContentType = "application/json; charset=utf-8";
                await response.WriteAsync("""{ "n": 1 }""");
                break;
            case "text":
                await response.WriteAsync("all well");
                break;
            case "number":
                await response.WriteAsync("42");
                break;
            case "query":
                await response.WriteAsync(context.Request.QueryString.Value!);
                break;
            case "empty":
                response.StatusCode = 204;
                break;
            case "401":
                response.StatusCode = 401;
                await response.WriteAsync("who are you?");
                break;
            case "500":
                response.StatusCode = 500;
                break;
            case "nojson":
                response.ContentType = "application/problem+json";
                await response.WriteAsync("oops");
                break;
            case "deep":
                await response.WriteAsync(new string('[', 65) + new string(']', 65));
                break;
            case "huge":
                response.ContentLength = InputLimits.MaxBytes + 1;
                await response.WriteAsync(new string('x', InputLimits.MaxBytes + 1));
                break;
            case "stream":
                while (!context.RequestAborted.IsCancellationRequested)
                    await response.WriteAsync(new string('x', 10_000), context.RequestAborted);
                break;
            case "gzip":
                response.Headers.ContentEncoding = "gzip";
                await response.WriteAsync("bomb");
                break;
            case "broken":
                response.ContentLength = 100;
                await response.WriteAsync("half");
                context.Abort();
                break;
            case "loop":
                response.Redirect("/api/loop");
                break;
            case "redirect":
                response.StatusCode = 307;
                response.Headers.Location = context.Request.Query["to"];
                break;
            case "silent":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            case "trickle":
                await response.WriteAsync("{");
                await response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            case "headers" or "free/headers":
                await response.WriteAsync($"{context.Request.Headers.Authorization} {context.Request.Headers["X-Scope"]} {context.Request.Headers["X-Other"]}");
                break;
            default:
                response.StatusCode = 404;
                break;
        }
    }

    private InputRule Get(string path) => new() { Name = "it", Kind = InputKind.Http, Source = _site.Url + path, Timeout = TimeSpan.FromSeconds(30) };
}
