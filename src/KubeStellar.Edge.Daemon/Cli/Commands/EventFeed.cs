using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>
/// <c>kse get events -w</c>: the events there are, then each one as it comes. The place in the stream is all that is remembered, so nothing is missed and nothing shown twice,
/// whatever happens to the connection, the server or the hub meanwhile.
/// </summary>
internal sealed class EventFeed(HubSession session, CliServices services, GetQuery query, ItemsPrinter printer)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private string _position = "";

    internal async Task<int> RunAsync(CancellationToken token)
    {
        await using var signal = new ChangeSignal(session.Api, [Buckets.Events], services, token);
        var away = false;
        while (true)
        {
            try
            {
                await ReadAsync(token);
                away = false;
            }
            catch (CliException passing) when (passing.Passing)
            {
                if (!away)
                {
                    await services.Error.WriteLineAsync($"{CliErrors.OneLine(passing.Message)}; going on as soon as it is back");
                }

                away = true;
            }

            await signal.WaitAsync(Poll, token);
            await Task.Delay(Pace, services.Time, token);
        }
    }

    /// <summary>Shows what came after the place; what was shown is behind it, also when a later page fails.</summary>
    private async Task ReadAsync(CancellationToken token)
    {
        while (true)
        {
            var page = await session.CallAsync<GetQuery, ItemsResult>(ApiVerbs.Get, query with { Continue = _position }, token);
            printer.PrintEach(page.Items);
            _position = page.Continue.Length > 0 ? page.Continue : page.Position ?? _position;
            if (page.Continue.Length == 0)
            {
                return;
            }
        }
    }
}
