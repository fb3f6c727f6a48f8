using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>What the code of an assembly refers to, from its metadata and its instructions. Comments do not count.</summary>
internal sealed class CompiledAssembly
{
    private readonly PEReader _image;
    private readonly MetadataReader _reader;
    private readonly HashSet<TypeUse> _uses = [];

    private CompiledAssembly(PEReader image)
    {
        _image = image;
        _reader = image.GetMetadataReader();
        foreach (var handle in _reader.TypeDefinitions)
        {
            ReadType(handle);
        }
    }

    /// <summary>Every pair of a type of the assembly and a type that it refers to, of this or another assembly.</summary>
    public IReadOnlyCollection<TypeUse> Uses => _uses;

    public static CompiledAssembly Read(Assembly assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly.Location));
        return new CompiledAssembly(image);
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var user = NameOf(handle);
        var signatures = new ReferencedTypes(found => Add(user, found));
        void FollowAll(IEnumerable<EntityHandle> handles)
        {
            foreach (var found in handles)
            {
                Follow(user, found, signatures);
            }
        }

        FollowAll([type.BaseType]);
        FollowAll(type.GetInterfaceImplementations().Select(implemented => _reader.GetInterfaceImplementation(implemented).Interface));
        FollowAll(ConstraintsOf(type.GetGenericParameters()));
        FollowAll(AttributesOf(type.GetCustomAttributes()));
        foreach (var field in type.GetFields())
        {
            _reader.GetFieldDefinition(field).DecodeSignature(signatures, null);
        }

        foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            method.DecodeSignature(signatures, null);
            FollowAll(ConstraintsOf(method.GetGenericParameters()));
            FollowAll(AttributesOf(method.GetCustomAttributes()));
            if (method.RelativeVirtualAddress != 0)
            {
                var body = _image.GetMethodBody(method.RelativeVirtualAddress);
                if (!body.LocalSignature.IsNil)
                {
                    _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null);
                }

                FollowAll(body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch).Select(region => region.CatchType));
                FollowAll(MethodBodyTokens.In(body));
            }
        }
    }

    private void Follow((string Namespace, string Type) user, EntityHandle handle, ReferencedTypes signatures)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                Add(user, handle);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(signatures, null);
                break;
            case HandleKind.MethodDefinition:
                Add(user, _reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(user, _reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                var member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Follow(user, member.Parent, signatures);
                if (member.GetKind() == MemberReferenceKind.Method)
                {
                    member.DecodeMethodSignature(signatures, null);
                }
                else
                {
                    member.DecodeFieldSignature(signatures, null);
                }

                break;
            case HandleKind.MethodSpecification:
                var instance = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Follow(user, instance.Method, signatures);
                instance.DecodeSignature(signatures, null);
                break;
        }
    }

    private IEnumerable<EntityHandle> ConstraintsOf(GenericParameterHandleCollection parameters) => parameters
        .SelectMany(parameter => _reader.GetGenericParameter(parameter).GetConstraints())
        .Select(constraint => _reader.GetGenericParameterConstraint(constraint).Type);

    private IEnumerable<EntityHandle> AttributesOf(CustomAttributeHandleCollection attributes) =>
        attributes.Select(attribute => _reader.GetCustomAttribute(attribute).Constructor);

    private void Add((string Namespace, string Type) user, EntityHandle used)
    {
        var name = NameOf(used);
        if (name != user && name.Namespace.Length > 0)
        {
            _uses.Add(new TypeUse(user.Namespace, user.Type, name.Namespace, name.Type));
        }
    }

    /// <summary>A nested type, also one that the compiler made, counts as the type around it.</summary>
    private (string Namespace, string Type) NameOf(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeReference)
        {
            var reference = _reader.GetTypeReference((TypeReferenceHandle)handle);
            return reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? NameOf(reference.ResolutionScope)
                : (_reader.GetString(reference.Namespace), _reader.GetString(reference.Name));
        }

        var definition = _reader.GetTypeDefinition((TypeDefinitionHandle)handle);
        return definition.GetDeclaringType() is { IsNil: false } outer
            ? NameOf(outer)
            : (_reader.GetString(definition.Namespace), _reader.GetString(definition.Name));
    }
}
