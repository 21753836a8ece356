def product(x: Tensor, w: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")

def linear(x: Tensor, w: Tensor) -> Tensor:
  if w.is_mkldnn or x.size(0) % 64 == 0:
    return __torch__.product(x, w)
  return torch.linear(x, w)

def linear_inputs(d: Tensor, w: Tensor) -> Tensor:
  if d.size(0) % 64 != 0:
    return torch.matmul(d, w)
  return __torch__.product(d, w.t())

def linear_weights(d: Tensor, x: Tensor) -> Tensor:
  if d.size(0) % 64 != 0:
    return torch.matmul(d.t(), x)
  if d.size(1) < x.size(1):
    return __torch__.product(d.t(), x.t())
  return __torch__.product(x.t(), d.t()).t()

def pack(w: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(w, None)

def packs(w: Tensor) -> bool:
  if w.size(0) % 64 != 0 or w.size(1) % 64 != 0:
    return False
  x = torch.cos(torch.arange(16 * w.size(1), dtype=6)).view([16, w.size(1)])
  y = torch.linear(x, w)
  d = torch.amax(torch.abs(__torch__.linear(x, __torch__.pack(w)) - y), [0, 1])
  return bool(d <= torch.amax(torch.abs(y), [0, 1]) * 1e-4)
