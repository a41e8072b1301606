using System.Text.Json;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class DeviceSelfTests : IDisposable
{
    private readonly StateFolder _state = new();

    private string Kept => Path.Combine(_state["identity"], "self.json");

    public void Dispose() => _state.Dispose();

    [Fact]
    public void What_is_known_is_there_after_a_restart_and_nobody_elses()
    {
        var self = DeviceSelf.Open(_state.Path);
        Assert.Empty(self.Now.Labels);
        self.Change(known => known with { Labels = new() { ["size"] = "large" } });
        self.Change(known => known with { Properties = new() { ["big"] = JsonElement.Parse("18446744073709551615"), ["gpu"] = JsonElement.Parse("false") } });
        var again = DeviceSelf.Open(_state.Path).Now;
        Assert.Equal(("large", "18446744073709551615", JsonValueKind.False), (again.Labels["size"], again.Properties["big"].GetRawText(), again.Properties["gpu"].ValueKind));
        Assert.Equal(SecretFiles.FileMode, File.GetUnixFileMode(Kept));

        // Nothing new is not written.
        var at = File.GetLastWriteTimeUtc(Kept).AddHours(-1);
        File.SetLastWriteTimeUtc(Kept, at);
        self.Change(known => known with { Labels = new() { ["size"] = "large" } });
        Assert.Equal(at, File.GetLastWriteTimeUtc(Kept));
    }

    [Fact]
    public void A_damaged_file_is_set_aside()
    {
        DeviceSelf.Open(_state.Path).Change(known => known with { Labels = new() { ["size"] = "large" } });
        File.WriteAllText(Kept, "{\"labels\":{");
        var self = DeviceSelf.Open(_state.Path);
        Assert.Contains("damaged", self.Lost, StringComparison.Ordinal);
        Assert.True(File.Exists(Kept + ".damaged"));
        Assert.Empty(self.Now.Labels);
        self.Change(known => known with { Labels = new() { ["size"] = "small" } });
        Assert.Equal("small", DeviceSelf.Open(_state.Path).Now.Labels["size"]);
    }
}
