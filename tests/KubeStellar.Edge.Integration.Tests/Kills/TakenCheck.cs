using System.Globalization;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>Whether somebody who keeps an object has a version of it that the hub took, or one that was asked for since.</summary>
internal static class TakenCheck
{
    /// <param name="who">Who keeps it.</param>
    /// <param name="wanted">What was asked for up to now.</param>
    /// <param name="number">The object.</param>
    /// <param name="taken">What the hub had taken before somebody looked.</param>
    /// <param name="record">What was found; null for nothing.</param>
    public static void Object(string who, WantedObjects wanted, int number, long taken, WorkloadRecord? record)
    {
        var asked = wanted.Asked(number);
        if (record is null)
        {
            Assert.True(WantedObjects.MayLack(number, taken, asked), $"{who} has no {WantedObjects.NameOf(number)}; version {taken} was taken, and up to {asked} asked for");
            return;
        }

        var version = long.Parse(record.Object!.Value.GetProperty("data").GetProperty("version").GetString()!, CultureInfo.InvariantCulture);
        Assert.True(version >= taken && version <= asked, $"{who} has version {version} of {WantedObjects.NameOf(number)}; {taken} was taken, and up to {asked} asked for");
        Assert.Equal(WantedObjects.Written(number, version).GetRawText(), record.Object.Value.GetRawText());
    }
}
