using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Scripting.Tests.Golden;

/// <summary>
/// The bytes of what policies decide, the same in every time zone, language and culture. KSE_UPDATE_GOLDEN=1 writes them anew, into the sources; look at the difference before it is committed.
/// </summary>
public sealed class GoldenTests
{
    private const int Edges = 4;

    [Theory]
    [InlineData("UTC", "C", "")]
    [InlineData("Pacific/Apia", "tr_TR.UTF-8", "tr-TR")]
    [InlineData("Asia/Kathmandu", "de_DE.ISO-8859-1", "de-DE")]
    [InlineData(":nonsense", "nonsense", "ar-SA")]
    public async Task A_decision_has_the_same_bytes_everywhere(string zone, string language, string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // The daemon's own culture: whatever the machine sets. It may have no data of cultures at all, and then there is but one.
            CultureInfo.CurrentCulture = Culture(culture);
            // The host's environment, set by hand over the one that it gets: what it must not depend on.
            await using var runtime = RuntimeUnderTest.Create(options =>
            {
                options.HostFileName = "/usr/bin/env";
                options.HostArguments = [$"TZ={zone}", $"LANG={language}", $"LC_ALL={language}", Environment.ProcessPath!, "policy-host"];
            });
            await RuntimeUnderTest.FillAsync(runtime, Edges);
            foreach (var policy in (string[])["numbers", "texts", "patterns", "keys"])
            {
                var told = await DecideAsync(runtime, policy);
                if (Environment.GetEnvironmentVariable("KSE_UPDATE_GOLDEN") == "1")
                {
                    File.WriteAllText(Path.Combine(Repository.Root, "tests", "KubeStellar.Edge.Scripting.Tests", "Golden", policy + ".txt"), told);
                    continue;
                }

                Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", policy + ".txt")), told);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static async Task<string> DecideAsync(PolicyRuntime runtime, string policy)
    {
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", policy + ".js"))));
        Assert.True(loaded.Ok, loaded.Fault?.Message);
        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(Edges), default);
        Assert.True(placed.Ok, placed.Fault?.Message);
        Assert.Empty(placed.Value.Failed.Select(one => one.Fault.Message));
        Assert.NotEmpty(placed.Value.Edges.Members());
        var customized = await runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, placed.Value.Edges, null, default);
        Assert.True(customized.Ok, customized.Fault?.Message);
        Assert.Empty(customized.Value.Failed.Select(one => one.Fault.Message));
        var text = new StringBuilder().Append("placed ").AppendJoin(' ', placed.Value.Edges.Members()).Append('\n');
        foreach (var group in customized.Value.Groups)
        {
            text.Append("edges ").AppendJoin(' ', group.Edges.Members()).Append('\n');
            foreach (var operation in group.Operations)
            {
                text.Append(JsonSerializer.Serialize([operation], ContractsJson.Default.IReadOnlyListJsonOperation)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static CultureInfo Culture(string name)
    {
        try
        {
            return new CultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}
