using System.Net;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.Http.Tests;

/// <summary>A web server in the test process.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TestSite(WebApplication web) => _web = web;

    public Uri Url => new(_web.Urls.First() + "/");

    /// <summary>Starts one on a port of its own.</summary>
    public static async Task<TestSite> StartAsync(RequestDelegate answer, PemPair? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate.Load());
        }));
        var web = builder.Build();
        web.Run(answer);
        await web.StartAsync();
        return new TestSite(web);
    }

    public async ValueTask DisposeAsync()
    {
        // Answers that never end must not hold up the end of a test.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _web.StopAsync(now.Token);
        await _web.DisposeAsync();
    }
}
