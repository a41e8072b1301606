using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Tests.Keys;

public sealed class DeviceFingerprintTests
{
    [Fact]
    public void A_fingerprint_is_read_out_in_groups_of_letters_that_are_told_apart()
    {
        var prints = Enumerable.Range(0, 200).Select(i => DeviceFingerprint.Of($"U{i}")).ToList();
        Assert.Equal(200, prints.Distinct().Count());
        Assert.All(prints, print => Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$", print));
    }

    [Fact]
    public void What_people_type_is_taken_as_they_mean_it_and_nothing_is_not()
    {
        const string Print = "0K1M-Q9TF-2XWD-H8RB-4CVN";
        Assert.True(DeviceFingerprint.Same(Print, Print));
        Assert.True(DeviceFingerprint.Same(Print, "ok im q9tf 2xwd h8rb 4cvn"));
        Assert.True(DeviceFingerprint.Same(Print, "0KlMQ9TF2XWDH8RB4CVN"));
        Assert.False(DeviceFingerprint.Same(Print, "0K1M-Q9TF-2XWD-H8RB"));
        Assert.False(DeviceFingerprint.Same(Print, "0K1M-Q9TF-2XWD-H8RB-4CVM"));
        Assert.False(DeviceFingerprint.Same(Print, ""));
    }
}
