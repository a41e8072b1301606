using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class AllowFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kse-allow-");

    [Theory]
    [InlineData("kinds: [Service]\nremove: true\n", "kinds Service", true)]
    [InlineData("""{"namespaces":["till-*"]}""", "namespaces till-*", false)]
    [InlineData("names: [a]\nclusterScoped: false\n", "names a", false)]
    [InlineData("{}", null, false)]
    public void YAML_and_JSON_say_what_is_let_in(string text, string? instead, bool remove)
    {
        var file = AllowFile.Parse("allow.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Equal((instead, remove), (file.Scope.Instead(ObjectKey.Parse("_.ConfigMap.shop.b")), file.Remove));
    }

    [Theory]
    [InlineData("", "one document")]
    [InlineData("# nothing", "one document")]
    [InlineData("[Service]", "")]
    [InlineData("kind: [Service]", "there is no field kind; there are kinds,")]
    [InlineData("kinds: Service", "kinds must be a list")]
    [InlineData("kinds: [1]", "kinds must be a list")]
    [InlineData("kinds: ['']", "kinds must be a list")]
    [InlineData("clusterScoped: sometimes", "clusterScoped must be true or false")]
    [InlineData("kinds: [Service]\n---\nkinds: [ConfigMap]", "one document")]
    [InlineData("kinds: [Service", ":")]
    public void What_is_not_understood_is_refused_whole_with_its_place(string text, string said)
    {
        var failure = Assert.Throws<DaemonFailure>(() => AllowFile.Parse("allow.yaml", Encoding.UTF8.GetBytes(text)));
        Assert.StartsWith("--allow-file allow.yaml", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_goes_on_with_what_was_understood_last_and_the_first_one_refuses()
    {
        var (path, kept) = (Path.Combine(_folder.FullName, "allow.yaml"), Path.Combine(_folder.FullName, "allow.kept"));
        Assert.Throws<DaemonFailure>(() => AllowKeeper.Open(path, kept));
        File.WriteAllText(path, "kinds: [Service");
        Assert.Throws<DaemonFailure>(() => AllowKeeper.Open(path, kept));
        File.WriteAllText(path, "kinds: [Service]");
        Assert.Equal("", AllowKeeper.Open(path, kept).Allowance.Trouble);
        foreach (var broken in new Action[] { () => File.WriteAllText(path, "kinds: [Service"), () => File.Delete(path) })
        {
            broken();
            var (allowance, _) = AllowKeeper.Open(path, kept);
            Assert.EndsWith("What was read last holds.", allowance.Trouble, StringComparison.Ordinal);
            Assert.NotNull(allowance.WhyNot(ObjectKey.Parse("_.ConfigMap.shop.b")));
            Assert.Null(allowance.WhyNot(ObjectKey.Parse("_.Service.shop.b")));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
