using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;

namespace KubeStellar.Edge.Flow.Tests.State.Admission;

public sealed class PendingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_that_waits_needs_no_fingerprint_and_two_do()
    {
        var one = Record(Device("UA"), Device("UB") with { State = PendingState.Denied });
        Assert.Equal("UA", one.Choose(null).Device!.PublicKey);
        Assert.Equal("UB", one.Choose(DeviceFingerprint.Of("UB")).Device!.PublicKey);
        Assert.Contains("is not that of a device", one.Choose(DeviceFingerprint.Of("UC")).Why, StringComparison.Ordinal);

        var two = Record(Device("UA"), Device("UB"));
        var (device, why) = two.Choose(null);
        Assert.Null(device);
        Assert.Contains(DeviceFingerprint.Of("UA"), why, StringComparison.Ordinal);
        Assert.Equal("UB", two.Choose(DeviceFingerprint.Of("UB").ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)).Device!.PublicKey);

        // Nobody waits any more: the one that was denied is meant.
        Assert.Equal("UA", Record(Device("UA") with { State = PendingState.Denied }).Choose(null).Device!.PublicKey);
    }

    [Fact]
    public void Who_is_not_decided_about_is_forgotten_and_who_is_approved_never_is()
    {
        var record = Record(Device("UA"), Device("UB") with { State = PendingState.Approved }, Device("UC") with { State = PendingState.Denied, DecidedAt = Now.AddDays(6) });
        Assert.Equal(["UA", "UB", "UC"], Keys(record.Fresh(Now.AddDays(7), TimeSpan.FromDays(7))));
        Assert.Equal(["UB", "UC"], Keys(record.Fresh(Now.AddDays(8), TimeSpan.FromDays(7))));
        Assert.Equal(["UB"], Keys(record.Fresh(Now.AddDays(30), TimeSpan.FromDays(7))));
    }

    [Fact]
    public void A_device_keeps_its_place_and_a_token_that_is_gone_takes_its_devices_with_it()
    {
        var record = Record(Device("UA"), Device("UB") with { TokenId = "t2" }, Device("UC") with { State = PendingState.Approved });
        Assert.Equal(["UA", "UB", "UC"], Keys(record.With(Device("UA") with { Why = "other" })));
        Assert.Equal(["UA", "UB", "UC", "UD"], Keys(record.With(Device("UD"))));
        Assert.Equal(["UB", "UC"], Keys(record.WithoutToken("t1")));
    }

    private static IEnumerable<string> Keys(PendingRecord record) => record.Devices.Select(device => device.PublicKey);

    private static PendingRecord Record(params PendingDevice[] devices) => new() { Edge = "store-1", Devices = devices };

    private static PendingDevice Device(string key) => new(key, "x", "t1", Now);
}
