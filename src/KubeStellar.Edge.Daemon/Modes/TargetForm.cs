using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.Kubernetes.Manifests;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// What <c>--target</c> may say, as a table: a word, and how the target behind it is taken.
/// </summary>
/// <param name="Word">Before the colon.</param>
/// <param name="Argument">What stands behind the colon, for help.</param>
/// <param name="Default">What it is when there is no colon; null when it must be there.</param>
/// <param name="What">For people: what it is.</param>
/// <param name="Take">Takes the target for an edge; by the edge's id, and what stands behind the colon.</param>
internal sealed record TargetForm(string Word, string Argument, string? Default, string What, Func<EdgeSettings, string, string, TakenTarget> Take)
{
    /// <summary>All forms, the usual ones first.</summary>
    internal static IReadOnlyList<TargetForm> All { get; } =
    [
        Folder("manifests", ManifestsForm.Manifests, null, "a folder that anything may read"),
        new("kubernetes", "KUBECONFIG", "", "a cluster: with a kubeconfig, or as the pod's service account", ClusterTarget.Take),
        Folder("k3s", ManifestsForm.K3s, "/var/lib/rancher/k3s/server/manifests", "the manifests folder of k3s"),
        Folder("static-pods", ManifestsForm.StaticPods, "/etc/kubernetes/manifests", "static Pods of a kubelet"),
        Folder("quadlet", ManifestsForm.Quadlet, "/etc/containers/systemd", "Quadlet units of podman"),
        Folder("microshift", ManifestsForm.MicroShift, "/etc/microshift/manifests.d/kse", "a kustomization of MicroShift"),
    ];

    /// <summary>All forms with what they are, as an option's description.</summary>
    internal static string Help => string.Join(", ", All.Select(form => $"{form.Usage} ({form.What})"));

    private string Usage => Default is null ? $"{Word}:{Argument}" : $"{Word}[:{Argument}]";

    /// <summary>The form, and what stands behind its colon.</summary>
    /// <exception cref="DaemonFailure">There is no such form, or its argument is missing.</exception>
    internal static Chosen Parse(string target)
    {
        var (word, where) = target.Split(':', 2) is [var first, var second] ? (first, second) : (target, "");
        return All.FirstOrDefault(form => form.Word == word) is { } known && (where.Length > 0 ? where : known.Default) is { } argument
            ? new Chosen(known, argument)
            : throw new DaemonFailure($"--target {target}: write it as {string.Join(" or ", All.Select(form => form.Usage))}.");
    }

    /// <summary>The form that is made for a folder which the plain one was given; null when there is none.</summary>
    internal static string? Better(string word, string folder) =>
        word == "manifests" ? All.FirstOrDefault(form => form.Argument == "DIR" && form.Default == Path.TrimEndingDirectorySeparator(folder))?.Word : null;

    private static TargetForm Folder(string word, ManifestsForm form, string? folder, string what) => new(word, "DIR", folder, what, (settings, edge, where) =>
    {
        if (settings.Context is not null || settings.Impersonate.Count > 0)
            throw new DaemonFailure("--context and --impersonate go with --target kubernetes.");
        if (Better(word, Path.GetFullPath(where)) is { } better)
            Console.Error.WriteLine($"note: {where} is read by rules of its own, which --target {better} keeps: without them what is removed here may stay there, and some names are not taken.");
        var hold = ManifestsHold.Take(Path.GetFullPath(where), edge, form);
        return new TakenTarget((services, _) => services.AddManifestsTarget(hold), hold);
    });

    /// <summary>A form with its argument.</summary>
    internal sealed record Chosen(TargetForm Form, string Argument)
    {
        /// <summary>Takes the target for an edge; dispose of what it gives when the daemon ends.</summary>
        internal TakenTarget Take(EdgeSettings settings, string edge) => Form.Take(settings, edge, Argument);
    }
}
