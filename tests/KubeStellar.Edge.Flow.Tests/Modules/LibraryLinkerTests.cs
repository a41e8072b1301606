using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Tests.Modules;

public sealed class LibraryLinkerTests : ILibrarySource
{
    private readonly Dictionary<LibraryReference, PolicyBundle> _libraries = [];

    public string Name => "the workspace default";

    public IReadOnlyCollection<LibraryReference> Known => _libraries.Keys;

    public string Remedy(LibraryReference library) => $"apply {library}";

    public PolicyBundle? Find(LibraryReference library) => _libraries.GetValueOrDefault(library);

    [Fact]
    public void Libraries_are_added_with_those_that_they_import_once_each()
    {
        Library("a@1.0.0", "index.js", ("index.js", "import './x.js'; import 'b@2.0.0';"), ("x.js", "import 'c@1.0.0';"));
        Library("b@2.0.0", "index.ts", ("index.ts", "import 'c@1.0.0';"));
        Library("c@1.0.0", "index.js", ("index.js", ""));
        Library("unused@1.0.0", "index.js", ("index.js", ""));

        var linked = LibraryLinker.Link(Bundle("p.js", ("p.js", "import 'a@1.0.0'; import './q.js';"), ("q.js", "import 'kubestellar'; import 'c@1.0.0';")), this);

        Assert.Empty(linked.Faults);
        Assert.Equal("p.js", linked.Bundle.Main);
        Assert.Equal(["a@1.0.0/index.js", "a@1.0.0/x.js", "b@2.0.0/index.ts", "c@1.0.0/index.js", "p.js", "q.js"], linked.Bundle.Files.Keys);
        Assert.Equal(["a@1.0.0", "b@2.0.0", "c@1.0.0"], LibraryLinker.HeldBy(linked.Bundle).Select(library => library.ToString()));
    }

    [Fact]
    public void A_library_can_be_the_policy()
    {
        Library("a@1.0.0", "index.ts", ("index.ts", ""));

        var linked = LibraryLinker.Link(Bundle("a@1.0.0"), this);

        Assert.Equal(("a@1.0.0/index.ts", 1), (linked.Bundle.Main, linked.Bundle.Files.Count));
    }

    [Theory]
    [InlineData("import 'a@1.3.0';", "p.js:1:8", "the workspace default has no version 1.3.0 of the library a; it has 1.2.0, 1.10.0")]
    [InlineData("\n import x from 'retial@1.0.0';", "p.js:2:16", "the workspace default has no library retial@1.0.0; did you mean 'retail@1.0.0'?")]
    [InlineData("import 'something-else@1.0.0';", "p.js:1:8", "the workspace default has no library something-else@1.0.0; it has a@1.10.0, a@1.2.0, broken@1.0.0, circle@1.0.0, retail@1.0.0, round@1.0.0; apply something-else@1.0.0")]
    [InlineData("import 'circle@1.0.0';", "round@1.0.0/index.js:1:8", "libraries import each other in a circle: circle@1.0.0 -> round@1.0.0 -> circle@1.0.0")]
    [InlineData("import 'broken@1.0.0';", "broken@1.0.0/index.js:1:8", "the workspace default has no version 9.0.0 of the library a; it has 1.2.0, 1.10.0")]
    public void What_is_missing_is_named_with_its_place(string source, string place, string message)
    {
        Library("a@1.10.0", "index.js", ("index.js", ""));
        Library("a@1.2.0", "index.js", ("index.js", ""));
        Library("retail@1.0.0", "index.js", ("index.js", ""));
        Library("circle@1.0.0", "index.js", ("index.js", "import 'round@1.0.0';"));
        Library("round@1.0.0", "index.js", ("index.js", "import 'circle@1.0.0';"));
        Library("broken@1.0.0", "index.js", ("index.js", "import 'a@9.0.0';"));

        var fault = Assert.Single(LibraryLinker.Link(Bundle("p.js", ("p.js", source)), this).Faults);

        Assert.Equal((place, message), (fault.Place, fault.Message));
    }

    [Theory]
    [InlineData("thershold", "threshold")]
    [InlineData("Region", "region")]
    [InlineData("colour", null)]
    public void The_nearest_name_is_meant(string wrong, string? expected) => Assert.Equal(expected, NearestName.Of(wrong, ["threshold", "region", "tiers"]));

    private static PolicyBundle Bundle(string main, params (string Name, string Text)[] files) =>
        new() { Main = main, Files = new(files.ToDictionary(file => file.Name, file => file.Text), StringComparer.Ordinal) };

    private void Library(string name, string main, params (string Name, string Text)[] files)
    {
        Assert.True(LibraryReference.TryParse(name, out var library));
        _libraries.Add(library, Bundle(main, files));
    }
}
