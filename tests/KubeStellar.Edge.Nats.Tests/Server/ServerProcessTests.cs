using KubeStellar.Edge.Nats.Server;
using Xunit;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class ServerProcessTests
{
    [Fact]
    public async Task A_server_that_ends_while_it_is_told_to_end_is_no_fault()
    {
        // A program that ends at once: its own end and three requests to end meet in every round, and a pipe that is closed by two at once throws.
        for (var round = 0; round < 50; round++)
        {
            using var server = ServerProcess.Start("/bin/true", "none.conf", TimeSpan.FromSeconds(1), _ => { });

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(server.StopAsync, TestContext.Current.CancellationToken)));

            Assert.True(server.Ended.IsCompletedSuccessfully);
        }
    }
}
