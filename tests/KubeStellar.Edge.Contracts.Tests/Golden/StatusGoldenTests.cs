using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What later hubs say more of statuses, and what is so where an older one wrote.</summary>
public sealed class StatusGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");

    [Fact]
    public void A_summary_says_by_group_and_wave_and_how_old_its_oldest_partial_is()
    {
        var told = JsonSerializer.Deserialize(Read("SummaryRecord.v1.groups.json"), ContractsJson.Default.SummaryRecord)!;
        Assert.Equal([("region", "", 4), ("region", "eu", 5)], told.Groups!.Select(group => (group.By, group.Name, group.Totals.Desired)));
        Assert.Equal((0, "canary", 2), told.Waves!.Select(wave => (wave.Rule, wave.Name, wave.Totals.Desired)).Single());
        Assert.Equal((new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 3), (told.Coverage.Oldest, told.Coverage.Elsewhere));
        var old = JsonSerializer.Deserialize(Read("SummaryRecord.v1.json"), ContractsJson.Default.SummaryRecord)!;
        Assert.Equal((null, null, null, null), (old.Groups, old.Waves, old.Coverage.Oldest, old.Coverage.Elsewhere));
    }

    [Fact]
    public void A_partial_says_when_it_arrived()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), JsonSerializer.Deserialize(Read("PartialRecord.v1.arrived.json"), ContractsJson.Default.PartialRecord)!.ArrivedAt);
        Assert.Null(JsonSerializer.Deserialize(Read("PartialRecord.v1.json"), ContractsJson.Default.PartialRecord)!.ArrivedAt);
    }

    private static byte[] Read(string file) => Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, file)).TrimEnd('\n'));
}
