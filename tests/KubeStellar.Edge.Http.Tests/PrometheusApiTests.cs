using System.Net;
using System.Text;
using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.Http.Tests;

public sealed class PrometheusApiTests
{
    [Theory]
    [InlineData("""{"resultType":"scalar","result":[1.5,"0.25"]}""", "0.25")]
    [InlineData("""{"resultType":"scalar","result":[1.5,"+Inf"]}""", "1e999")]
    [InlineData("""{"resultType":"string","result":[1.5,"well"]}""", "\"well\"")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1.5,"1e-07"]}]}""", "1E-07")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{},"value":[1.5,"12345678901"]}]}""", "12345678901")]
    [InlineData("""{"resultType":"vector","result":[{"metric":{"site":"a"},"value":[1,"1"]},{"metric":{"site":"b"},"value":[1,"NaN"]}]}""",
        """[{"labels":{"site":"a"},"value":1},{"labels":{"site":"b"},"value":null}]""")]
    public void Values(string data, string expected)
    {
        var value = Read($$"""{"status":"success","data":{{data}},"warnings":["slow"]}""");
        Assert.Equal(("", expected), (value.Error, value.Value?.GetRawText()));
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", 200, "no data")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}""", 200, "NaN")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}""", 200, "histogram")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", 200, "range of values")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1]}}""", 200, "none of an instant query")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"no number"]}}""", 200, "none of an instant query")]
    [InlineData("""{"status":"success","data":[]}""", 200, "none of a query")]
    [InlineData("""[1]""", 200, "none of a query")]
    [InlineData("""<html>""", 200, "no JSON")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error at 3"}""", 400, "Prometheus says bad_data: parse error at 3")]
    [InlineData("""{"status":"error","errorType":"timeout","error":"query timed out"}""", 503, "timeout: query timed out")]
    [InlineData("""{"status":"success"}""", 500, "500")]
    [InlineData("""Bad Gateway""", 502, "502")]
    public void Errors(string body, int status, string part)
    {
        var value = Read(body, status);
        Assert.Null(value.Value);
        Assert.Contains(part, value.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_is_asked_below_the_url()
    {
        await using var site = await TestSite.StartAsync(async context =>
        {
            var query = context.Request.Query["query"].ToString();
            await context.Response.WriteAsync(context.Request.Path == "/prom/api/v1/query" && context.Request.Query["timeout"] == "5000ms" && query == "sum(rate(x{a=\"b & c\"}[5m])) + 1"
                ? """{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}"""
                : """{"status":"error","errorType":"test","error":"asked for something else"}""");
        });
        using var inputs = new HttpInputs([GateUrl.Parse(site.Url + "prom")], TimeProvider.System);
        var rule = new InputRule { Name = "it", Kind = InputKind.Prometheus, Source = site.Url + "prom/", Key = "sum(rate(x{a=\"b & c\"}[5m])) + 1" };
        Assert.Equal("7", (await inputs.FetchAsync("default", rule, default)).Value?.GetRawText());
        Assert.Contains("not allowed", (await inputs.FetchAsync("default", rule with { Source = site.Url.ToString() }, default)).Error, StringComparison.Ordinal);
        Assert.Contains("no query of its own", (await inputs.FetchAsync("default", rule with { Source = site.Url + "prom?a=1" }, default)).Error, StringComparison.Ordinal);
        Assert.Contains("a query is needed", (await inputs.FetchAsync("default", rule with { Key = "" }, default)).Error, StringComparison.Ordinal);
    }

    private static InputValue Read(string body, int status = 200) => PrometheusApi.Read(new Fetched("", (HttpStatusCode)status, true, Encoding.UTF8.GetBytes(body)), default);
}
