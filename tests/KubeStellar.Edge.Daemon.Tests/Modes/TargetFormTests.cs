using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class TargetFormTests
{
    [Theory]
    [InlineData("manifests:/srv/m", "manifests", "/srv/m")]
    [InlineData("manifests:rel:with:colons", "manifests", "rel:with:colons")]
    [InlineData("k3s", "k3s", "/var/lib/rancher/k3s/server/manifests")]
    [InlineData("k3s:", "k3s", "/var/lib/rancher/k3s/server/manifests")]
    [InlineData("k3s:/x", "k3s", "/x")]
    [InlineData("static-pods", "static-pods", "/etc/kubernetes/manifests")]
    [InlineData("quadlet", "quadlet", "/etc/containers/systemd")]
    [InlineData("microshift", "microshift", "/etc/microshift/manifests.d/kse")]
    public void A_target_is_a_word_and_a_place(string target, string word, string place)
    {
        var chosen = TargetForm.Parse(target);
        Assert.Equal((word, place), (chosen.Form.Word, chosen.Argument));
    }

    [Theory]
    [InlineData("manifests", "/var/lib/rancher/k3s/server/manifests/", "k3s")]
    [InlineData("manifests", "/etc/containers/systemd", "quadlet")]
    [InlineData("manifests", "/srv/manifests", null)]
    [InlineData("k3s", "/var/lib/rancher/k3s/server/manifests", null)]
    public void The_plain_form_in_a_folder_with_rules_of_its_own_is_told_the_better_one(string word, string folder, string? better) =>
        Assert.Equal(better, TargetForm.Better(word, folder));

    [Theory]
    [InlineData("manifests")]
    [InlineData("manifests:")]
    [InlineData("K3s:/x")]
    [InlineData("/srv/m")]
    [InlineData("")]
    public void Anything_else_is_refused_with_what_there_is(string target)
    {
        var message = Assert.Throws<DaemonFailure>(() => TargetForm.Parse(target)).Message;
        Assert.All(TargetForm.All, form => Assert.Contains(form.Word, message, StringComparison.Ordinal));
    }
}
