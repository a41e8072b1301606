using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using Microsoft.ClearScript;
using Microsoft.ClearScript.V8;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>
/// What V8 made of texts, by their digest: every isolate but the first is spared half of their compilation, the host's own scripts', the library's and the bundles'.
/// It lives as long as its process. To hand it to the next host would spare that one some 5 ms of hundreds, and would have the daemon keep bytes that V8 runs unchecked
/// from a process in which policies have run: what one of them did to its host would then outlive it.
/// </summary>
internal sealed class CompiledCode
{
    private const long MostBytes = 16 * 1024 * 1024;
    private readonly Dictionary<Digest, byte[]> _made = [];
    private long _bytes;

    /// <summary>Compiles a script or a module, from what was made of it before where V8 takes that.</summary>
    /// <exception cref="ScriptEngineException">It has an error.</exception>
    internal V8Script Compile(V8ScriptEngine engine, DocumentInfo document, string code)
    {
        var digest = Digest.Of(Encoding.UTF8.GetBytes(code));
        if (_made.TryGetValue(digest, out var made))
        {
            var script = engine.Compile(document, code, V8CacheKind.Code, made, out var accepted);
            if (!accepted)
            {
                _made.Remove(digest);
                _bytes -= made.Length;
            }

            return script;
        }

        var compiled = engine.Compile(document, code, V8CacheKind.Code, out made);
        if (made is { Length: > 0 })
        {
            Keep(digest, made);
        }

        return compiled;
    }

    private void Keep(Digest digest, byte[] made)
    {
        if (_bytes + made.Length > MostBytes)
        {
            _made.Clear();
            _bytes = 0;
        }

        _made[digest] = made;
        _bytes += made.Length;
    }
}
