def rms_norm(x: Tensor, w: Tensor, eps: Tensor) -> Tensor:
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
  r = torch.rsqrt(torch.addcmul(eps, n, n, value=1. / float(x.size(-1))))
  return torch.mul_(torch.mul(x, r, out=torch.empty_like(x)), w)

def rms_norm_back(d: Tensor, x: Tensor, w: Tensor, eps: Tensor) -> Tuple[Tensor, Tensor]:
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
  r = torch.rsqrt(torch.addcmul(eps, n, n, value=1. / float(x.size(-1))))
  u = x * r
  du = d * u
  m = torch.unsqueeze(torch.matmul(du, w.float()), -1) / x.size(-1)
  dx = torch.mul_(torch.addcmul(d * w, u, m, value=-1), r)
  dw = torch.sum(du.view([-1, x.size(-1)]), [0])
  return (dx.type_as(x), dw)

def rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  return torch.addcmul_(x * cos, torch.roll(x, [x.size(-1) // 2], [-1]), sin)

def whole(n: int, threads: int) -> int:
  if n < 32768 or threads == 1:
    return n
  if threads == 0:
    return 32704
  k = threads
  if k > (n + 32767) // 32768:
    k = (n + 32767) // 32768
  even = n - n % (64 * k)
  if even < 32768 * (k - 1):
    even = 32768 * (k - 1)
  return even

def silu(x: Tensor, threads: int) -> Tensor:
  n = x.numel()
  if x.is_cuda or __torch__.whole(n, threads) == n:
    return torch.silu(x)
  f = x.reshape([-1])
  out = torch.empty_like(f)
  at = 0
  while at < n:
    end = at + __torch__.whole(n - at, threads)
    c = torch.silu(torch.slice(f, 0, at, end), out=torch.slice(out, 0, at, end))
    at = end
  return out.view(x.size())

def silu_back(d: Tensor, x: Tensor, threads: int) -> Tensor:
  n = x.numel()
  if x.is_cuda or __torch__.whole(n, threads) == n:
    return torch.silu_backward(d, x)
  e = d.reshape([-1])
  f = x.reshape([-1])
  out = torch.empty_like(f)
  at = 0
  while at < n:
    end = at + __torch__.whole(n - at, threads)
    c = torch.silu_backward(torch.slice(e, 0, at, end), torch.slice(f, 0, at, end), grad_input=torch.slice(out, 0, at, end))
    at = end
  return out.view(x.size())

def add_rows(table: Tensor, ids: Tensor, d: Tensor) -> Tensor:
  if d.is_cuda:
    return torch.index_put_(table, [ids], d.type_as(table), True)
  return torch.index_add_(table, 0, ids, d.type_as(table))

def tensors(held: List[Tensor]) -> List[Tensor]:
  l = annotate(List[Tensor], [])
  for i in range(len(held)):
    l.append(held[i])
  return l

