namespace KubeStellar.Edge.TestKit.Cluster;

/// <summary>Gives tests their server: a class fixture or an assembly fixture.</summary>
public interface IApiServerFixture
{
    /// <summary>The shared server. Not to be stopped or restarted.</summary>
    Task<ApiServer> GetAsync();

    /// <summary>A server of the test's own, which it lets go.</summary>
    /// <param name="token">Gives up.</param>
    /// <param name="controllers">With the controllers that finish removals.</param>
    Task<ApiServer> NewAsync(CancellationToken token, bool controllers = false);
}
