using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rbac;

public sealed class RbacCommandTests : IDisposable
{
    private static readonly string[] Shop =
    [
        """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""",
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"}}""",
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"db","namespace":"data"}}""",
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"shop"}}""",
        """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"oxen.farm.example.com"},"spec":{"group":"farm.example.com","names":{"kind":"Ox","plural":"oxen"}}}""",
        """{"apiVersion":"farm.example.com/v1","kind":"Ox","metadata":{"name":"bob","namespace":"shop"}}""",
        """{"apiVersion":"lab.example.com/v1","kind":"Assay","metadata":{"name":"a","namespace":"shop"}}""",
        """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"web","namespace":"shop"}}""",
    ];

    private readonly CliRun _run = new();
    private readonly Dictionary<Digest, byte[]> _contents = [];
    private IReadOnlyList<UpsyncRule>? _upsync;

    private string State => Path.Combine(_run.Folder, "edge");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_role_names_just_the_kinds_that_are_placed_while_the_daemon_runs()
    {
        using var daemon = Store(Shop);
        Assert.Equal(0, await RunAsync("--state", State));
        Assert.Equal(
            """
            # What edge store-17 needs for its root 1/120: 8 objects of 7 kinds.
            # Of what is to be removed the kind is needed until it is gone: apply a role with fewer rules after that.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: kse-edge
            rules:
            - apiGroups: [""]
              resources: ["configmaps", "namespaces"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            - apiGroups: ["apiextensions.k8s.io"]
              resources: ["customresourcedefinitions"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            - apiGroups: ["apps"]
              resources: ["deployments"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            - apiGroups: ["farm.example.com"]
              resources: ["oxen"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            # assays is a guess from the kind Assay, whose definition is not placed along: 'kubectl api-resources' knows.
            - apiGroups: ["lab.example.com"]
              resources: ["assays"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            - apiGroups: ["rbac.authorization.k8s.io"]
              resources: ["rolebindings"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            # Nobody may give away a role that grants more than the writer holds, unless with the verb 'bind'.
            # So grant the edge what these roles grant, or, if it may grant anything, take this rule up:
            # - apiGroups: ["rbac.authorization.k8s.io"]
            #   resources: ["clusterroles", "roles"]
            #   verbs: ["bind"]
            # Read only, for the reason of a stuck object in its report; take it up if reports should have it:
            # - apiGroups: [""]
            #   resources: ["events", "pods"]
            #   verbs: ["get", "list"]

            """,
            _run.Out);
        Assert.Empty(_run.Error);
    }

    [Fact]
    public async Task Namespaces_can_have_roles_of_their_own_and_bound_to_an_account()
    {
        using (Store([Shop[0], Shop[2], Shop[3]]))
        {
            Assert.Equal(0, await RunAsync("--state", State, "--namespaced", "--service-account", "kse/edge", "--name", "kse-store"));
        }

        Assert.Equal(
            """
            # What edge store-17 needs for its root 1/120: 3 objects of 3 kinds.
            # Of what is to be removed the kind is needed until it is gone: apply a role with fewer rules after that.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: kse-store
            rules:
            - apiGroups: [""]
              resources: ["namespaces"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            # Read only, for the reason of a stuck object in its report; take it up if reports should have it:
            # - apiGroups: [""]
            #   resources: ["events", "pods"]
            #   verbs: ["get", "list"]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: kse-store
              namespace: data
            rules:
            - apiGroups: ["apps"]
              resources: ["deployments"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: kse-store
              namespace: shop
            rules:
            - apiGroups: [""]
              resources: ["configmaps"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: kse-store
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: kse-store
            subjects:
            - kind: ServiceAccount
              name: edge
              namespace: kse
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: kse-store
              namespace: data
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: kse-store
            subjects:
            - kind: ServiceAccount
              name: edge
              namespace: kse
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: kse-store
              namespace: shop
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: kse-store
            subjects:
            - kind: ServiceAccount
              name: edge
              namespace: kse

            """,
            _run.Out);
    }

    [Fact]
    public async Task What_is_carried_up_is_only_read()
    {
        _upsync = [new UpsyncRule { Kinds = ["Measurement.sensors.example.com", "ConfigMap"] }, new UpsyncRule { Kinds = ["Measurement.sensors.example.com"], Names = ["a"] }];
        using (Store([Shop[0]]))
        {
            Assert.Equal(0, await RunAsync("--state", State));
        }

        Assert.Contains(
            """
            - apiGroups: [""]
              resources: ["namespaces"]
              verbs: ["get", "list", "watch", "create", "patch", "delete"]
            # Read only: what a policy carries up (upsync).
            - apiGroups: [""]
              resources: ["configmaps"]
              verbs: ["get", "list", "watch"]
            # Read only: what a policy carries up (upsync).
            # measurements is a guess from the kind Measurement, whose definition is not placed along: 'kubectl api-resources' knows.
            - apiGroups: ["sensors.example.com"]
              resources: ["measurements"]
              verbs: ["get", "list", "watch"]

            """,
            _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_as_another_user_is_only_read_by_the_edge()
    {
        using (Store([Shop[0], Shop[3]]))
        {
            Assert.Equal(0, await RunAsync("--state", State, "--impersonate", "default=shop-writer", "--impersonate", "other=nobody"));
        }

        Assert.Equal(
            """
            # What edge store-17 needs for its root 1/120: 2 objects of 2 kinds.
            # Of what is to be removed the kind is needed until it is gone: apply a role with fewer rules after that.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: kse-edge
            rules:
            - apiGroups: [""]
              resources: ["configmaps", "namespaces"]
              verbs: ["get", "list", "watch"]
            - apiGroups: [""]
              resources: ["users"]
              resourceNames: ["nobody", "shop-writer"]
              verbs: ["impersonate"]
            # Read only, for the reason of a stuck object in its report; take it up if reports should have it:
            # - apiGroups: [""]
            #   resources: ["events", "pods"]
            #   verbs: ["get", "list"]
            ---
            # What the edge writes as shop-writer: the objects of workspace default.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: kse-edge-default
            rules:
            - apiGroups: [""]
              resources: ["configmaps", "namespaces"]
              verbs: ["create", "patch", "delete"]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: kse-edge-default
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: kse-edge-default
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: User
              name: "shop-writer"

            """,
            _run.Out);
    }

    [Fact]
    public async Task The_hub_is_asked_for_an_edge_and_gives_the_same()
    {
        using (Store(Shop))
        {
            Assert.Equal(0, await RunAsync("--state", State));
        }

        var local = _run.Out;
        var root = JsonSerializer.SerializeToElement(Tree(Shop), ContractsJson.Default.RootRecord).GetRawText();
        _run.Hub.Listings["desired"] = $"[{root[..^1]},\"digest\":\"{Digest.Of([1])}\",\"bucketRevision\":7}}]";
        _run.Hub.Answer = (verb, body) => verb == ApiVerbs.Content && _contents.TryGetValue(JsonSerializer.Deserialize(body, ContractsJson.Default.ContentRequest)!.Digest, out var content)
            ? new ApiReply { Result = JsonSerializer.SerializeToElement(new ContentResult { Stored = content }, ContractsJson.Default.ContentResult) }
            : FakeHub.Refuse("not-found", "no such content");
        Assert.Equal(0, await RunAsync("--edge", "store-17"));
        Assert.Equal(local + local, _run.Out);
    }

    [Fact]
    public async Task Json_is_one_role_with_nothing_optional_and_says_guesses_beside_it()
    {
        using (Store(Shop))
        {
            Assert.Equal(0, await RunAsync("--state", State, "-o", "json"));
        }

        using var role = JsonDocument.Parse(_run.Out);
        Assert.Equal("ClusterRole", role.RootElement.GetProperty("kind").GetString());
        Assert.Equal(6, role.RootElement.GetProperty("rules").GetArrayLength());
        Assert.DoesNotContain("events", _run.Out, StringComparison.Ordinal);
        Assert.Contains("assays is a guess", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_with_nothing_needs_nothing()
    {
        using (Store([]))
        {
            Assert.Equal(0, await RunAsync("--state", State));
        }

        Assert.Contains("\nrules: []\n", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_never_taken_for_nothing()
    {
        Assert.NotEqual(0, await RunAsync("--state", State));
        Assert.Contains("received anything", _run.Error, StringComparison.Ordinal);
        using (Store(Shop))
        {
            Directory.Delete(Path.Combine(State, "content"), recursive: true);
            Assert.NotEqual(0, await RunAsync("--state", State));
            Assert.Contains("the manifest of default.shop is missing", _run.Error, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(State, "accepted.json"), "{}");
            Assert.NotEqual(0, await RunAsync("--state", State));
            Assert.Contains("cannot be read", _run.Error, StringComparison.Ordinal);
            File.Delete(Path.Combine(State, "accepted.json"));
            Assert.NotEqual(0, await RunAsync("--state", State));
            Assert.Contains("is gone", _run.Error, StringComparison.Ordinal);
        }

        _run.Hub.Listings["desired"] = "[]";
        Assert.NotEqual(0, await RunAsync("--edge", "nobody"));
        Assert.Contains("'nobody'", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Out);
    }

    [Theory]
    [InlineData("--name", "Upper")]
    [InlineData("--service-account", "only-a-name")]
    [InlineData("--service-account", "a/b/c")]
    [InlineData("--output", "table")]
    [InlineData("--impersonate", "nobody")]
    public async Task Bad_options_are_refused_before_anything_is_read(string option, string value)
    {
        Assert.NotEqual(0, await RunAsync("--edge", "e", option, value));
        Assert.Empty(_run.Hub.Asked);
    }

    private Task<int> RunAsync(params string[] args) => CliRoot.RunAsync(["edge", "rbac", .. args], _run.Services(), EdgeCommand.Build(_run.Services()));

    private RootRecord Tree(string[] objects)
    {
        var entries = objects.Select(text => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text))).Select(bytes =>
        {
            _contents[Digest.Of(bytes)] = bytes;
            return new ManifestEntry(ObjectKey.OfObject(CanonicalJson.Parse(bytes)), Digest.Of(bytes));
        });
        var manifest = new ManifestRecord { Policy = new PolicyKey("default", "shop"), Bundle = default, Upsync = _upsync, Objects = [.. entries.OrderBy(entry => entry.Key)] };
        var written = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.ManifestRecord));
        _contents[Digest.Of(written)] = written;
        return new RootRecord { Edge = "store-17", Epoch = 1, Revision = 120, Policies = objects.Length == 0 ? [] : [new RootEntry(manifest.Policy, Digest.Of(written))] };
    }

    /// <summary>An edge's store as its daemon holds it, with a tree that it accepted.</summary>
    private ServiceProvider Store(string[] objects)
    {
        var store = new ServiceCollection().AddLogging().AddEdgeStore(State).BuildServiceProvider();
        var root = Tree(objects);
        foreach (var (digest, content) in _contents)
            store.GetRequiredService<IContentStore>().Write(digest, content);
        var signed = new SignedRoot { Root = JsonSerializer.SerializeToElement(root, ContractsJson.Default.RootRecord), Proof = new RootProof("", "", 0, 1, "") };
        store.GetRequiredService<IRootStore>().WriteAccepted(JsonSerializer.SerializeToUtf8Bytes(signed, ContractsJson.Default.SignedRoot));
        return store;
    }
}
