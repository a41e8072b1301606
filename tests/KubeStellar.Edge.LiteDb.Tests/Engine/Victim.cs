using System.Diagnostics;
using System.Globalization;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>A <see cref="CrashWriter"/> that is killed.</summary>
internal static class Victim
{
    /// <summary>Starts one over a folder and kills it, after so many lines or, when that is 0, at some moment of its start. Returns what it said was acknowledged.</summary>
    internal static async Task<List<long>> RunAndKillAsync(string variable, string folder, int lines, Random random)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Victim).Assembly.Location);
        }

        start.Environment[variable] = folder;
        using var process = Process.Start(start)!;
        var numbers = new List<long>();
        try
        {
            if (lines == 0)
            {
                // No event says where in its start it is: that is what is to be random.
                await Task.Delay(random.Next(400));
            }

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
}
