using System.Reflection;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Architecture;

public sealed class ArchitectureTests
{
    private static readonly Assembly s_core = typeof(Topology).Assembly;
    private static readonly Assembly s_testing = typeof(TopologyTestDriver).Assembly;
    private static readonly Assembly s_hosting = typeof(ClickstreamServices).Assembly;
    private static readonly Assembly s_web = typeof(ClickstreamEndpoints).Assembly;

    private static readonly Assembly s_streamiz = typeof(StreamizSessions).Assembly;

    private static readonly Dictionary<string, string[]> s_hostingRooms = new()
    {
        ["ClickstreamAnalysis.Hosting.Configuration"] = [],
        ["ClickstreamAnalysis.Hosting.Registration"] = ["ClickstreamAnalysis.Hosting.Configuration"],
        ["ClickstreamAnalysis.Hosting.Running"] = ["ClickstreamAnalysis.Hosting.Configuration", "ClickstreamAnalysis.Hosting.Registration"],
    };

    private static readonly Rooms s_webRooms = new("ClickstreamAnalysis.AspNetCore", new Dictionary<string, string[]>
    {
        ["Json"] = [],
        ["Settings"] = [],
        ["Access"] = [],
        ["Insights"] = [],
        ["Files"] = [],
        ["Collector"] = ["Files"],
        ["Peers"] = ["Settings"],
        ["Answers"] = ["Peers", "Files", "Settings", "Json"],
        ["Events"] = ["Answers"],
        ["Dashboard"] = ["Events", "Peers", "Files", "Insights", "Access", "Settings", "Json"],
        [""] = ["Events", "Answers", "Peers", "Access", "Settings"],
    });

    private static readonly Lazy<CompiledAssembly> s_compiledCore = new(() => CompiledAssembly.Read(s_core));
    private static readonly Lazy<CompiledAssembly> s_compiledTesting = new(() => CompiledAssembly.Read(s_testing));

    [Test]
    public void Parts_of_the_library_refer_only_to_what_lies_below_them()
    {
        var broken = s_compiledCore.Value.Uses.Where(use =>
            Layers.PartOf(use.Namespace, use.Type) is { } from && Layers.PartOf(use.UsedNamespace, use.UsedType) is { } to && from != to
            && !Layers.Allowed.GetValueOrDefault(from, []).Contains(to));

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void The_written_arrows_have_no_circle()
    {
        var below = new HashSet<string>();
        while (below.Count < Layers.Allowed.Count)
        {
            var next = Layers.Allowed.Where(part => !below.Contains(part.Key) && part.Value.All(below.Contains)).Select(part => part.Key).ToArray();
            Assert.That(next, Is.Not.Empty, $"a circle among {string.Join(", ", Layers.Allowed.Keys.Except(below))}");
            below.UnionWith(next);
        }
    }

    [Test]
    public void Every_written_arrow_is_needed()
    {
        var used = s_compiledCore.Value.Uses.Select(use => (Layers.PartOf(use.Namespace, use.Type), Layers.PartOf(use.UsedNamespace, use.UsedType))).ToHashSet();
        var idle = Layers.Allowed.SelectMany(part => part.Value.Select(to => (part.Key, to))).Where(arrow => !used.Contains(arrow));

        Assert.That(idle, Is.Empty);
    }

    [Test]
    public void Every_type_is_in_one_of_the_written_parts() =>
        Assert.That(
            s_core.GetTypes().Where(type => type.Namespace?.StartsWith("ClickstreamAnalysis", StringComparison.Ordinal) == true)
                .Where(type => !type.IsNested).Select(type => Layers.PartOf(type.Namespace!, type.Name)).Distinct(),
            Is.SubsetOf(Layers.Allowed.Keys));

    [Test]
    public void Other_libraries_are_known_only_where_they_belong()
    {
        var broken = s_compiledCore.Value.Uses.Where(use => Layers.Outside.Any(library =>
            (use.UsedNamespace == library.Key || use.UsedNamespace.StartsWith($"{library.Key}.", StringComparison.Ordinal))
            && !library.Value.Contains(Layers.PartOf(use.Namespace, use.Type))));

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Other_libraries_are_those_that_are_written_down_and_the_logging_abstractions() =>
        Assert.That(
            s_core.GetReferencedAssemblies().Select(name => name.Name).Where(name => !IsPartOfTheRuntime(name!)),
            Is.EquivalentTo(new[] { "Confluent.Kafka", "RocksDbSharp", "Microsoft.Extensions.Logging.Abstractions" }));

    [Test]
    public void The_library_does_not_know_its_test_support() =>
        Assert.That(s_core.GetReferencedAssemblies().Select(name => name.Name), Has.None.StartsWith("ClickstreamAnalysis"));

    [Test]
    public void The_test_support_uses_what_everybody_can_use()
    {
        // The compiler holds this as long as the library does not open its internals to the test support.
        var friends = s_core.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType.Name == "InternalsVisibleToAttribute")
            .Select(attribute => (string)attribute.ConstructorArguments[0].Value!);
        var compiledIn = s_compiledTesting.Value.Uses.Select(use => use.Namespace).Distinct()
            .Where(name => name.StartsWith("ClickstreamAnalysis", StringComparison.Ordinal) && !name.StartsWith("ClickstreamAnalysis.Testing", StringComparison.Ordinal));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(friends, Has.None.EqualTo("ClickstreamAnalysis.Testing"));
            Assert.That(compiledIn, Is.Empty, "no source of the library is compiled into the test support");
        }
    }

    [Test]
    public void The_package_for_hosts_refers_to_the_library_and_to_abstractions() =>
        Assert.That(
            s_hosting.GetReferencedAssemblies().Select(name => name.Name).Where(name => !IsPartOfTheRuntime(name!)),
            Is.EquivalentTo(new[]
            {
                "ClickstreamAnalysis", "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
                "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks", // has IHealthChecksBuilder
            }));

    [Test]
    public void Rooms_of_the_package_for_hosts_refer_only_to_what_lies_below_them() =>
        Assert.That(
            CompiledAssembly.Read(s_hosting).Uses.Where(use => s_hostingRooms.TryGetValue(use.Namespace, out var below)
                && use.UsedNamespace.StartsWith("ClickstreamAnalysis.Hosting", StringComparison.Ordinal)
                && use.UsedNamespace != use.Namespace && !below.Contains(use.UsedNamespace)),
            Is.Empty);

    [Test]
    public void Rooms_of_the_package_for_the_web_refer_to_the_written_ones_below_them()
    {
        var rooms = s_webRooms.Allowed.Keys.ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_webRooms.Of(s_web), Is.EquivalentTo(rooms));
            Assert.That(s_webRooms.ArrowsOf(CompiledAssembly.Read(s_web)), Is.EquivalentTo(s_webRooms.Written));
            Assert.That(s_webRooms.Written.Where(arrow => rooms.IndexOf(arrow.To) >= rooms.IndexOf(arrow.From)), Is.Empty, "arrows that go up");
        }
    }

    [Test]
    public void The_package_for_Streamiz_refers_to_the_library_and_to_Streamiz() =>
        Assert.That(
            s_streamiz.GetReferencedAssemblies().Select(name => name.Name).Where(name => !IsPartOfTheRuntime(name!)),
            Is.EquivalentTo(new[] { "ClickstreamAnalysis", "Streamiz.Kafka.Net", "Confluent.Kafka", "Microsoft.Extensions.Logging.Abstractions" }));

    [Test]
    public void Stores_of_the_package_for_Streamiz_do_not_know_its_operators() =>
        Assert.That(
            CompiledAssembly.Read(s_streamiz).Uses.Where(use =>
                use.Namespace == "ClickstreamAnalysis.Streamiz.Stores" && use.UsedNamespace == "ClickstreamAnalysis.Streamiz.Operators"),
            Is.Empty);

    [Test]
    public void The_packages_for_formats_refer_to_the_library_and_to_their_format()
    {
        static IEnumerable<string?> Others(Assembly assembly) => assembly.GetReferencedAssemblies().Select(static name => name.Name).Where(static name => !IsPartOfTheRuntime(name!));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Others(typeof(SchemaRegistrySession).Assembly),
                Is.EquivalentTo(new[] { "ClickstreamAnalysis", "Confluent.SchemaRegistry", "Newtonsoft.Json" }));
            Assert.That(
                Others(typeof(AvroSerdes).Assembly),
                Is.EquivalentTo(new[] { "ClickstreamAnalysis", "ClickstreamAnalysis.SchemaRegistry", "Confluent.SchemaRegistry", "Avro" }));
            Assert.That(
                Others(typeof(ProtobufSerdes).Assembly),
                Is.EquivalentTo(new[] { "ClickstreamAnalysis", "ClickstreamAnalysis.SchemaRegistry", "Confluent.SchemaRegistry", "Google.Protobuf" }));
            Assert.That(
                Others(typeof(JsonSchemaSerdes).Assembly),
                Is.EquivalentTo(new[] { "ClickstreamAnalysis", "ClickstreamAnalysis.SchemaRegistry", "Confluent.SchemaRegistry", "NJsonSchema", "Newtonsoft.Json" }));
        }
    }

    private static bool IsPartOfTheRuntime(string assembly) =>
        assembly.StartsWith("System", StringComparison.Ordinal) || assembly is "netstandard" or "mscorlib";
}
