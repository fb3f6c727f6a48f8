using System.Reflection;

namespace ClickstreamAnalysis.Tests.Architecture;

public sealed class PublicSurfaceTests
{
    /// <summary>Open to inheritance on purpose: bases of a family that users catch, or that other logs implement.</summary>
    private static readonly Type[] s_openByDesign = [typeof(RecordLogException), typeof(StateException), typeof(StreamsException)];

    private static readonly string[] s_emptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Impl", "Wrapper", "Accessor"];

    private static IReadOnlyList<Assembly> Assemblies => PackagedAssemblies.All;

    private static IEnumerable<Type> PublicTypes => Assemblies.SelectMany(assembly => assembly.GetExportedTypes());

    [Test]
    public void Public_classes_are_sealed_or_made_for_inheritance() =>
        Assert.That(
            PublicTypes.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract).Except(s_openByDesign),
            Is.Empty);

    [Test]
    public void Classes_inside_are_sealed_or_abstract_or_have_heirs()
    {
        var all = Assemblies.SelectMany(assembly => assembly.GetTypes()).ToArray();
        var bases = all.Select(type => type.BaseType).Where(type => type is not null)
            .Select(type => type!.IsGenericType ? type.GetGenericTypeDefinition() : type).ToHashSet();

        Assert.That(
            all.Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !bases.Contains(type) && !type.Name.Contains('<', StringComparison.Ordinal))
                .Except(s_openByDesign),
            Is.Empty);
    }

    [Test]
    public void Types_are_named_for_what_they_are() =>
        Assert.That(
            Assemblies.SelectMany(assembly => assembly.GetTypes()).Select(type => type.Name.Split('`')[0])
                .Where(name => s_emptyWords.Any(word => name.EndsWith(word, StringComparison.Ordinal))),
            Is.Empty);

    [Test]
    public void Public_fields_are_constants_or_the_parts_of_a_value() =>
        Assert.That(
            PublicTypes.Where(type => !type.IsEnum)
                .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
                .Where(field => !field.IsLiteral && !(field.DeclaringType!.IsValueType && !field.IsStatic))
                .Select(field => $"{field.DeclaringType}.{field.Name}"),
            Is.Empty);

    [Test]
    public void Exceptions_say_so_in_their_names() =>
        Assert.That(
            PublicTypes.Where(type => typeof(Exception).IsAssignableFrom(type) && !type.Name.EndsWith("Exception", StringComparison.Ordinal)),
            Is.Empty);
}
