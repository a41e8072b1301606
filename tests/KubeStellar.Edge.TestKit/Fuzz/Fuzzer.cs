using System.Security.Cryptography;

namespace KubeStellar.Edge.TestKit.Fuzz;

/// <summary>
/// Runs a target over its corpus and over mutants of it. The law: no exception but the declared ones, an end, and no more memory than the input is worth.
/// <c>KSE_FUZZ=100</c> makes a hundred times as many mutants (<c>make soak</c>); <c>KSE_FUZZ_SEED</c> others.
/// An input that breaks the law is written into the corpus as <c>found-&lt;digest&gt;</c>: every later run tries it first. Commit it with what mends it.
/// </summary>
/// <param name="corpus">Folder with a folder of inputs for each target.</param>
public sealed class Fuzzer(string corpus)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int Times = Number("KSE_FUZZ", 1);
    private static readonly int Seed = Number("KSE_FUZZ_SEED", 1);

    /// <summary>Runs the target.</summary>
    /// <param name="target">What is fuzzed.</param>
    /// <param name="more">Further known inputs, besides those in the corpus.</param>
    /// <returns>How many inputs it accepted: a target that accepts none tests nothing.</returns>
    /// <exception cref="InvalidOperationException">An input broke the law.</exception>
    public async Task<int> RunAsync(FuzzTarget target, params IReadOnlyList<byte[]> more)
    {
        ArgumentNullException.ThrowIfNull(target);
        List<byte[]> known = [.. more, .. Corpus(target.Name)];
        byte[] current = [];
        var accepted = 0;

        // A thread of its own: one that hangs is told by its input, and the allocations of a thread are its own.
        var run = Task.Factory.StartNew(
            () =>
            {
                foreach (var input in Inputs(target, known))
                {
                    current = input;
                    accepted += Try(target, input) ? 1 : 0;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        byte[]? before = null;
        while (await Task.WhenAny(run, Task.Delay(Patience, TimeProvider.System)) != run)
        {
            if (ReferenceEquals(before, current))
            {
                throw new InvalidOperationException($"{target.Name} hangs at {Keep(target.Name, current)}");
            }

            before = current;
        }

        await run;
        return accepted;
    }

    private static IEnumerable<byte[]> Inputs(FuzzTarget target, List<byte[]> known)
    {
        var mutator = new Mutator(new Random(Seed));
        var pick = new Random(Seed);
        foreach (var input in known)
        {
            yield return input;
        }

        yield return [];
        var opened = known.Select(outer => (Outer: outer, Inner: target.Envelope.Open(outer))).Where(pair => pair.Inner is not null).ToList();
        var inners = opened.ConvertAll(pair => pair.Inner!);
        for (var i = 0; i < target.Mutants * Times; i++)
        {
            // Some from outside, where the envelope itself breaks; most from within.
            if (pick.Next(4) == 0 || opened.Count == 0)
            {
                yield return mutator.Mutate(known[pick.Next(known.Count)], known);
                continue;
            }

            var (outer, inner) = opened[pick.Next(opened.Count)];
            yield return target.Envelope.Close(outer, mutator.Mutate(inner!, inners));
        }
    }

    private bool Try(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = false;
        try
        {
            target.Parse(input);
            accepted = true;
        }
        catch (Exception e) when (target.Declared.Any(declared => declared.IsInstanceOfType(e)))
        {
            // Refused, as it may be.
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{target.Name} threw {e.GetType().Name} at {Keep(target.Name, input)}", e);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= target.BytesAtLeast + (target.BytesPerByte * input.Length)
            ? accepted
            : throw new InvalidOperationException($"{target.Name} allocated {allocated} bytes for {input.Length} at {Keep(target.Name, input)}");
    }

    /// <summary>Writes an input that broke the law into the corpus; returns its path.</summary>
    private string Keep(string name, byte[] input)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(corpus, name)).FullName, "found-" + Convert.ToHexStringLower(SHA256.HashData(input))[..12]);
        File.WriteAllBytes(path, input);
        return path;
    }

    private IEnumerable<byte[]> Corpus(string name)
    {
        var folder = Path.Combine(corpus, name);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
