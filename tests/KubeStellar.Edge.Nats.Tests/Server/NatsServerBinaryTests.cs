using KubeStellar.Edge.Nats.Server;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class NatsServerBinaryTests : IDisposable
{
    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nats-server: v2.10.23", "2.10.23")]
    [InlineData("nats-server: v2.15.1-RC.2", "2.15.1")]
    [InlineData("nats-server: v3.0.0", "3.0.0")]
    public async Task One_that_is_recent_enough_is_taken(string says, string version)
    {
        var found = await NatsServerBinary.FindAsync(Program("nats-server", says), CancellationToken.None);
        Assert.Equal(Version.Parse(version), found.Version);
        Assert.Equal(_folder["nats-server"], found.Path);
    }

    [Theory]
    [InlineData("nats-server: v2.10.22", "2.10.22")]
    [InlineData("nats-server: v2.9.10", "2.9.10")]
    [InlineData("nats-server: v1.99.99", "1.99.99")]
    public async Task One_that_is_too_old_is_refused_with_both_versions_and_its_path(string says, string version)
    {
        var refused = await Assert.ThrowsAsync<ServerException>(() => NatsServerBinary.FindAsync(Program("nats-server", says), CancellationToken.None));
        Assert.Contains(version, refused.Message, StringComparison.Ordinal);
        Assert.Contains("2.10.23", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["nats-server"], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_none_or_missing_is_refused()
    {
        await Assert.ThrowsAsync<ServerException>(() => NatsServerBinary.FindAsync(Program("nats-server", "hello"), CancellationToken.None));
        await Assert.ThrowsAsync<ServerException>(() => NatsServerBinary.FindAsync(_folder["missing"], CancellationToken.None));
        File.WriteAllText(_folder["text"], "no program");
        await Assert.ThrowsAsync<ServerException>(() => NatsServerBinary.FindAsync(_folder["text"], CancellationToken.None));
    }

    [Fact]
    public async Task An_old_one_is_passed_over_where_a_newer_one_is()
    {
        var old = Program("old", "nats-server: v2.9.10");
        var recent = Program("recent", "nats-server: v2.11.0");
        Assert.Equal(recent, (await NatsServerBinary.FirstAsync([_folder["missing"], old, recent], CancellationToken.None)).Path);
        var refused = await Assert.ThrowsAsync<ServerException>(() => NatsServerBinary.FirstAsync([old], CancellationToken.None));
        Assert.Contains("2.9.10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tools_folder_is_looked_for_up_to_the_solution()
    {
        var deep = Directory.CreateDirectory(Path.Combine(_folder.Path, "repository", "bin", "kse")).FullName;
        File.WriteAllText(Path.Combine(_folder.Path, "repository", "a.sln"), "");
        Assert.Equal(
            [Path.Combine(deep, ".tools", "nats-server"), Path.Combine(_folder.Path, "repository", "bin", ".tools", "nats-server"), Path.Combine(_folder.Path, "repository", ".tools", "nats-server")],
            NatsServerBinary.Tools(deep));
    }

    private string Program(string name, string says)
    {
        File.WriteAllText(_folder[name], $"#!/bin/sh\necho '{says}'\n");
        File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _folder[name];
    }
}
