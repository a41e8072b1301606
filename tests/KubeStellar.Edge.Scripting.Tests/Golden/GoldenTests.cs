using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Golden;

/// <summary>
/// The bytes of what policies decide, the same in every time zone, language and culture. KSE_UPDATE_GOLDEN=1 writes them anew, into the sources; look at the difference before it is committed.
/// </summary>
public sealed class GoldenTests
{
    private const int Edges = 4;

    public static TheoryData<string, string, string, string> Surroundings()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var policy in (string[])["numbers", "texts", "patterns", "keys"])
        {
            data.Add(policy, "UTC", "C", "");
            data.Add(policy, "Pacific/Apia", "tr_TR.UTF-8", "tr-TR");
            data.Add(policy, "Asia/Kathmandu", "de_DE.ISO-8859-1", "de-DE");
            data.Add(policy, ":nonsense", "nonsense", "ar-SA");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Surroundings))]
    public async Task A_decision_has_the_same_bytes_everywhere(string policy, string zone, string language, string culture)
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
            var told = await DecideAsync(runtime, policy);
            var file = Path.Combine(AppContext.BaseDirectory, "Golden", policy + ".json");
            if (Environment.GetEnvironmentVariable("KSE_UPDATE_GOLDEN") == "1")
            {
                File.WriteAllText(Path.Combine(Repository.Root, "tests", "KubeStellar.Edge.Scripting.Tests", "Golden", policy + ".json"), told);
                return;
            }

            Assert.Equal(await File.ReadAllTextAsync(file), told);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static async Task<string> DecideAsync(PolicyRuntime runtime, string policy)
    {
        await RuntimeUnderTest.FillAsync(runtime, Edges);
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", policy + ".js"))));
        Assert.True(loaded.Ok, loaded.Fault?.Message);
        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(Edges), default);
        Assert.True(placed.Ok && placed.Value.Failed.Count == 0, placed.Fault?.Message ?? placed.Value!.Failed[0].Fault.Message);
        var customized = await runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, placed.Value.Edges, null, default);
        Assert.True(customized.Ok && customized.Value.Failed.Count == 0, customized.Fault?.Message ?? customized.Value!.Failed[0].Fault.Message);
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
