using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

public sealed class SigkillTests : IDisposable
{
    private const int Rounds = 12;
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_at_any_moment()
    {
        var random = new Random(17);
        var acknowledged = new Dictionary<string, long>();
        var last = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var number in await RunAndKillAsync(lines: random.Next(1, 40)))
            {
                Assert.True(number > last, $"sequence {number} after {last}");
                last = number;
                acknowledged["o" + (number % 50)] = number;
            }

            var lines = (await _folder.Edge().Inventory.ReadAsync(default))!.ToDictionary(line => line.Key.Name);
            foreach (var (name, number) in acknowledged)
            {
                Same(lines[name + "-left"], lines[name + "-right"]);

                // What was acknowledged, or one that was written after it and killed before it could say so; sequences jump by a block at each start.
                var written = Enumerable.Range(0, ((int)(last - number) / 50) + 20).Select(i => CrashWriter.Line(name + "-left", number + (i * 50)));
                Assert.Contains(lines[name + "-left"], written);
            }

            last = Math.Max(last, await _folder.Edge().Outbox.NextSequenceAsync(default));
            _folder.CloseAll();
        }
    }

    private static void Same(TrackedObject left, TrackedObject right) => Assert.Equal(left.Content, right.Content);

    private async Task<List<long>> RunAndKillAsync(int lines)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SigkillTests).Assembly.Location);
        }

        start.Environment[CrashWriter.Variable] = _folder.Root;
        using var process = Process.Start(start)!;
        var numbers = new List<long>();
        try
        {
            while (numbers.Count < lines && await process.StandardOutput.ReadLineAsync() is { } line)
            {
                numbers.Add(long.Parse(line, CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            process.Kill();
        }

        // What it said before it died was acknowledged too.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        await process.WaitForExitAsync();
        Assert.True(numbers.Count >= lines, "the writer ended by itself");
        return numbers;
    }

    public void Dispose() => _folder.Dispose();
}
