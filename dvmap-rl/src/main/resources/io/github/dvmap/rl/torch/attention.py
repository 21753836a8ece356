def segment(q: Tensor, k: Tensor, v: Tensor, causal: bool, flash: bool) -> Tuple[Tensor, Tensor]:
  scale = 1. / (float(q.size(3)) ** 0.5)
  if flash and not q.is_cuda:
    out, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0., causal, attn_mask=None, scale=scale)
    return (out, lse)
  s = torch.matmul(q, k.transpose(2, 3)).float() * scale
  if causal:
    s = s + torch.triu(torch.full([s.size(2), s.size(3)], float("-inf"), dtype=6, device=s.device), 1)
  lse = torch.logsumexp(s, [-1], True)
  return (torch.matmul(torch.exp(s - lse).type_as(v), v), torch.squeeze(lse, -1))

def segment_back(d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, causal: bool, flash: bool) -> Tuple[Tensor, Tensor, Tensor]:
  scale = 1. / (float(q.size(3)) ** 0.5)
  if flash and not q.is_cuda:
    dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(d, q, k, v, out, lse, 0., causal, attn_mask=None, scale=scale)
    return (dq, dk, dv)
  s = torch.matmul(q, k.transpose(2, 3)).float() * scale
  if causal:
    s = s + torch.triu(torch.full([s.size(2), s.size(3)], float("-inf"), dtype=6, device=s.device), 1)
  p = torch.exp(s - torch.unsqueeze(lse, -1))
  w = torch.matmul(d, v.transpose(2, 3)).float() - (d * out).float().sum([-1], True)
  ds = (p * w * scale).type_as(q)
  return (torch.matmul(ds, k), torch.matmul(ds.transpose(2, 3), q), torch.matmul(p.type_as(v).transpose(2, 3), d))

def ragged(q: Tensor, k: Tensor, v: Tensor, cq: Tensor, ck: Tensor, mq: int, mk: int, causal: bool) -> Tuple[Tensor, Tensor]:
  scale = 1. / (float(q.size(2)) ** 0.5)
  most = mq
  if most < 2:
    most = 2
  out, lse, s1, s2, d1 = torch._flash_attention_forward(q, k, v, cq, ck, most, mk, 0., causal, False, scale=scale)
  return (out, lse)

def ragged_back(d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, cq: Tensor, ck: Tensor, mq: int, mk: int, causal: bool) -> Tuple[Tensor, Tensor, Tensor]:
  scale = 1. / (float(q.size(2)) ** 0.5)
  seed = torch.empty([2], dtype=4, device=q.device)
  dq, dk, dv = torch._flash_attention_backward(d, q, k, v, out, lse.contiguous(), cq, ck, mq, mk, 0., causal, seed, seed, scale=scale)
  return (dq, dk, dv)

def starts(of: Tensor, width: int, count: int) -> Tensor:
  n = torch.bincount(torch.floor_divide(of, width), None, count)
  return torch.constant_pad_nd(torch.cumsum(n, 0), [1, 0], 0).to(3)

