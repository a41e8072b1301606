using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Names of objects as people write and read them.</summary>
internal static class ObjectText
{
    /// <summary><c>Deployment.apps shop/web</c>, <c>Namespace shop</c>.</summary>
    internal static string Show(ObjectKey key) =>
        $"{(key.Group.Length == 0 ? key.Kind : $"{key.Kind}.{key.Group}")} {(key.Namespace.Length == 0 ? key.Name : $"{key.Namespace}/{key.Name}")}";

    /// <summary>The same as one word: <c>deployment.apps/shop/web</c>.</summary>
    internal static string Word(ObjectKey key)
    {
        var kind = (key.Group.Length == 0 ? key.Kind : $"{key.Kind}.{key.Group}").ToLowerInvariant();
        return key.Namespace.Length == 0 ? $"{kind}/{key.Name}" : $"{kind}/{key.Namespace}/{key.Name}";
    }

    /// <summary>An object key of the wire as people read it; any other text as it is.</summary>
    internal static string Show(string key) => ObjectKey.TryParse(key, out var parsed) ? Word(parsed) : key;
}
