using KubeStellar.Edge.Flow.State.Rollouts;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Http.Tests;

public sealed class HttpServicesTests
{
    [Fact]
    public async Task Added_twice_it_is_there_once()
    {
        await using var services = new ServiceCollection().AddHttpInputs([]).AddHttpInputs([]).BuildServiceProvider();
        Assert.Equal([InputKind.Http, InputKind.Prometheus], Assert.Single(services.GetServices<IGateInputs>()).Kinds);
    }
}
